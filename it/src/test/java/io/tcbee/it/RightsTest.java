package io.tcbee.it;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tcbee.it.Tcbee.Recording;
import io.tcbee.it.Tcbee.Result;
import io.tcbee.trace.TraceReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may record, and whose the files are. */
class RightsTest {
    private static final int NOBODY = 65534;

    @TempDir private Path folder;

    @BeforeEach
    void needs() throws IOException {
        Needs.lab();
        Needs.command("setpriv");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
    }

    @Test
    void threeCapabilitiesAreEnough() throws IOException {
        Needs.command("iperf3");
        Needs.readableByNobody(Path.of(Tcbee.LAUNCHER));
        Path trace = folder.resolve("r.tcbee");
        try (Veth veth = Veth.open()) {
            Recording recording =
                    Recording.start(
                            veth.inClient(nobody("-all,+bpf,+perfmon,+net_admin", veth.device())));
            veth.iperf3(Duration.ofSeconds(1), 1);
            Result ended = recording.stop();
            assertEquals(0, ended.exit(), ended::out);
        }
        assertEquals(NOBODY, Files.getAttribute(trace, "unix:uid"));
        try (TraceReader reader = TraceReader.open(trace)) {
            assertTrue(reader.eventCount() > 100, "a real load: " + reader.eventCount());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    -all,+perfmon,+net_admin | CAP_BPF is lacking
                    -all,+bpf,+net_admin     | CAP_PERFMON is lacking
                    -all,+bpf,+perfmon       | CAP_NET_ADMIN is lacking
                    -all                     | CAP_BPF, CAP_PERFMON, CAP_NET_ADMIN are lacking
                    """)
    void theLackingCapabilityIsNamed(String capabilities, String sentence) {
        Needs.readableByNobody(Path.of(Tcbee.LAUNCHER));
        Result result = Tcbee.run(new ProcessBuilder(nobody(capabilities, "lo")));
        assertAll(
                () -> assertEquals(1, result.exit(), result::err),
                () -> assertEquals(1, result.err().lines().count(), result::err),
                () -> assertTrue(result.err().contains(sentence), result::err),
                () -> assertFalse(Files.exists(folder.resolve("r.tcbee"))));
    }

    @Test
    void allFilesBelongToWhoCalledSudo() throws IOException {
        ProcessBuilder command =
                Tcbee.command(
                        "record",
                        "lo",
                        "-o",
                        folder.resolve("s.tcbee").toString(),
                        "--rotate",
                        "1MiB",
                        "--summary",
                        folder.resolve("s.json").toString(),
                        "--duration",
                        "300ms");
        command.environment().put("SUDO_UID", Integer.toString(NOBODY));
        command.environment().put("SUDO_GID", Integer.toString(NOBODY));
        Result result = Tcbee.run(command);
        assertEquals(0, result.exit(), result::err);
        for (String name : List.of("s.0001.tcbee", "s.json")) {
            assertEquals(NOBODY, Files.getAttribute(folder.resolve(name), "unix:uid"), name);
            assertEquals(NOBODY, Files.getAttribute(folder.resolve(name), "unix:gid"), name);
        }
    }

    /** A recording by somebody without a name, with these capabilities. */
    private String[] nobody(String capabilities, String device) {
        List<String> command =
                new ArrayList<>(List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY));
        command.addAll(
                Arrays.asList(
                        "--clear-groups",
                        "--inh-caps",
                        capabilities,
                        "--ambient-caps",
                        capabilities,
                        Tcbee.LAUNCHER,
                        "record",
                        device,
                        "-q",
                        "-o",
                        folder.resolve("r.tcbee").toString()));
        return command.toArray(String[]::new);
    }
}
