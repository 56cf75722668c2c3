package io.tcbee.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tcbee.it.Tcbee.Recording;
import io.tcbee.it.Tcbee.Result;
import io.tcbee.lab.Counters;
import io.tcbee.lab.Lab;
import io.tcbee.lab.LabNamespace;
import io.tcbee.lab.PathOptions;
import io.tcbee.lab.Transfer;
import io.tcbee.lab.TransferResult;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What a sender's kernel thought of its path, against the counters of that kernel. */
@ExtendWith(WithheldCalls.class)
class SenderVerdictTest {
    private static final PathOptions BACK = PathOptions.delay(Duration.ofMillis(10));
    private static final List<String> UNDOS =
            List.of(
                    "TcpExtTCPFullUndo",
                    "TcpExtTCPPartialUndo",
                    "TcpExtTCPDSACKUndo",
                    "TcpExtTCPLossUndo");
    private static final long ORDERLY = 2;

    @TempDir private Path folder;
    private Path database;

    @BeforeEach
    void needs() {
        Needs.lab();
        database = folder.resolve("x.duckdb");
    }

    private static PathOptions.Builder path() {
        return PathOptions.builder().rateMbit(20).delayMs(10).queueBytes(400_000);
    }

    /** Records a transfer and processes it; returns what the sender's kernel counted. */
    private Counters transfer(PathOptions.Builder path, long bytes) throws Exception {
        Path trace = folder.resolve("x.tcbee");
        Counters counted;
        try (Lab lab = Lab.open(path.build(), BACK)) {
            Recording recording =
                    Recording.start(
                            Tcbee.command(
                                    lab.client(),
                                    "record",
                                    LabNamespace.DEVICE,
                                    "-o",
                                    trace.toString(),
                                    "-q"));
            Counters before = lab.client().counters();
            TransferResult _ = lab.transfer(Transfer.of(bytes).congestionControl("cubic"));
            counted = lab.client().counters().since(before);
            Result ended = recording.stop();
            assertEquals(0, ended.exit(), ended::out);
        }
        Result processed = Tcbee.run("process", trace.toString(), "-o", database.toString());
        assertEquals(0, processed.exit(), processed::out);
        return counted;
    }

    private long client(String attribute) {
        return Database.numbers(
                        database,
                        "SELECT coalesce(sum(value), 0) FROM attributes WHERE name = '"
                                + attribute
                                + "' AND coalesce(side, 0) = 0")
                .getFirst();
    }

    private static long undos(Counters counted) {
        return UNDOS.stream().mapToLong(counted::get).sum();
    }

    @Test
    void aSpikeOfDelayMakesATimeoutThatIsTakenBack() throws Exception {
        Counters counted =
                transfer(path().spike(Duration.ofMillis(200), Duration.ofMillis(600)), 1_500_000);

        assertTrue(undos(counted) > 0, "the kernel took nothing back");
        assertEquals(undos(counted), client("kernel_undos"));
        assertTrue(client("kernel_spurious_retransmissions") > 0);
        assertEquals(ORDERLY, client("teardown_kind"));
    }

    @Test
    void randomLossIsNotTakenBackAndEachRecoveryIsEntered() throws Exception {
        Counters counted = transfer(path().loss(0.02), 1_500_000);

        assertEquals(undos(counted), client("kernel_undos"));
        assertTrue(counted.get("TcpExtTCPSackRecovery") > 2);
        assertEquals(counted.get("TcpExtTCPSackRecovery"), client("congestion_recovery_entries"));
        assertEquals(ORDERLY, client("teardown_kind"));
    }
}
