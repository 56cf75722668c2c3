package io.tcbee.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tcbee.it.Tcbee.Recording;
import io.tcbee.it.Tcbee.Result;
import io.tcbee.lab.Ip;
import io.tcbee.lab.Lab;
import io.tcbee.lab.LabNamespace;
import io.tcbee.lab.PathOptions;
import io.tcbee.lab.Transfer;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A recording and tcpdump's capture of the same connection: the same packets and rows. */
class CaptureTruthTest {
    private static final long BYTES = 600_000;

    /** Segments of the wire: a packet that the device will cut counts as its pieces. */
    private static final String SEGMENTS =
            """
            SELECT (hash(side, ack, seq + i * coalesce(gso_size, 0),
                         CASE WHEN segments = 1 THEN payload_length
                              ELSE least(gso_size, payload_length - i * gso_size) END) >> 1)::BIGINT
            FROM (SELECT *, unnest(range(segments)) AS i FROM packets) ORDER BY 1\
            """;

    /** Members that every packet has of its own, where it is not cut. */
    private static final String ACKNOWLEDGMENTS =
            """
            SELECT (hash(seq, ack, flags, "window", ip_id, ttl, dscp, ecn, tsval, tsecr, mss,
                         sack_blocks, sack_left, sack_right) >> 1)::BIGINT
            FROM packets WHERE side = 1 ORDER BY 1\
            """;

    @TempDir private Path folder;

    @BeforeEach
    void needs() {
        Needs.lab();
        Needs.command("tcpdump");
    }

    private Process tcpdump(LabNamespace namespace, Path file) throws IOException {
        Process process =
                namespace
                        .processBuilder(
                                "tcpdump",
                                "-i",
                                LabNamespace.DEVICE,
                                "-w",
                                file.toString(),
                                "-U",
                                "-s",
                                "160",
                                "-B",
                                "65536",
                                "-Z",
                                "root",
                                "--immediate-mode")
                        .start();
        BufferedReader said = process.errorReader(StandardCharsets.UTF_8);
        for (String line = said.readLine(); line != null; line = said.readLine()) {
            if (line.contains("listening on")) {
                return process;
            }
        }
        throw new AssertionError("tcpdump ended before it captured");
    }

    private static void stop(Process tcpdump) throws InterruptedException {
        Thread.sleep(300); // it reads what came before the signal
        tcpdump.toHandle().destroy();
        assertTrue(tcpdump.waitFor(30, TimeUnit.SECONDS));
    }

    @ParameterizedTest
    @EnumSource(Ip.class)
    void bothGiveTheSamePacketsAndTheSameRows(Ip ip) throws IOException, InterruptedException {
        Path trace = folder.resolve("both.tcbee");
        Path capture = folder.resolve("both.pcap");
        PathOptions there =
                PathOptions.builder()
                        .rateMbit(20)
                        .delayMs(10)
                        .queueBytes(400_000)
                        .dropData(60, 150, 240)
                        .build();
        try (Lab lab = Lab.open(there, PathOptions.delay(Duration.ofMillis(10)))) {
            Recording recording =
                    Recording.start(
                            Tcbee.command(
                                    lab.client(),
                                    "record",
                                    LabNamespace.DEVICE,
                                    "-o",
                                    trace.toString(),
                                    "-q"));
            Process tcpdump = tcpdump(lab.client(), capture);
            lab.transfer(Transfer.of(BYTES).ip(ip));
            stop(tcpdump);
            assertEquals(0, recording.stop().exit());
        }
        Path recorded = processed(trace);
        Path captured = processed(capture);
        assertEquals(Database.numbers(recorded, SEGMENTS), Database.numbers(captured, SEGMENTS));
        List<Long> acknowledgments = Database.numbers(recorded, ACKNOWLEDGMENTS);
        assertTrue(acknowledgments.size() > 100, "packets of the server");
        assertEquals(acknowledgments, Database.numbers(captured, ACKNOWLEDGMENTS));
        Map<String, String> ours = flow(recorded);
        Map<String, String> theirs = flow(captured);
        for (String column :
                List.of("client", "server", "sender", "bytes", "retransmissions", "dupack_5681")) {
            assertEquals(ours.get(column), theirs.get(column), column);
        }
        String facts =
                "SELECT (hash(client_address, client_port, server_address, server_port, local,"
                        + " sides_inferred, handshake_seen, teardown) >> 1)::BIGINT"
                        + " FROM connections";
        assertEquals(Database.numbers(recorded, facts), Database.numbers(captured, facts));
        assertEquals(
                List.of(0L),
                Database.numbers(captured, "SELECT count(pid) + count(cookie) FROM connections"),
                "what only the kernel knows is absent");
    }

    private Path processed(Path file) {
        Path database = folder.resolve(file.getFileName() + ".duckdb");
        Result result = Tcbee.run("process", file.toString(), "-o", database.toString());
        assertEquals(0, result.exit(), result::err);
        return database;
    }

    private static Map<String, String> flow(Path database) {
        return Tcbee.run("flows", database.toString()).table().getFirst();
    }
}
