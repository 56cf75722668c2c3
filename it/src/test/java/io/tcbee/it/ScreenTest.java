package io.tcbee.it;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tcbee.trace.TraceReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The screen of a recording, on a terminal whose picture is read. */
class ScreenTest {
    @TempDir private Path folder;

    @BeforeEach
    void needs() {
        Needs.lab();
        Needs.command("tmux");
        Needs.command("iperf3");
    }

    @Test
    void itShowsTheConnectionObeysKeysAndGivesTheTerminalBack() {
        Path trace = folder.resolve("t.tcbee");
        try (Veth veth = Veth.open();
                Tmux tmux = Tmux.run(script(veth, trace))) {
            tmux.await("no connection has done anything yet");
            assertEquals("11", tmux.modes());
            veth.iperf3(Duration.ofSeconds(4), 1);
            String table = tmux.await("/iperf3");
            assertAll(
                    () -> assertTrue(table.contains("10.78.0.1:"), table),
                    () -> assertTrue(table.contains("10.78.0.2:5201"), table),
                    () -> assertTrue(table.contains("packets/s"), table));

            tmux.press("s");
            tmux.await("rate↓");
            tmux.press("/", "5201", "Enter");
            tmux.await("filter: 5201");
            tmux.press("Enter");
            tmux.await("congestion control");
            tmux.press("h");
            tmux.await("includes about 45 ns of measuring");
            tmux.resize(80, 24);
            tmux.press("Escape");
            tmux.await("filter: 5201");
            tmux.click(3, 11); // the second connection of the table
            tmux.click(3, 11);
            tmux.await("congestion control");
            tmux.press("q");

            assertRestored(tmux);
        }
        assertWhole(trace);
    }

    @Test
    void aTermSignalGivesTheTerminalBackToo() {
        Path trace = folder.resolve("t.tcbee");
        try (Veth veth = Veth.open();
                Tmux tmux = Tmux.run(script(veth, trace))) {
            tmux.await("no connection has done anything yet");
            ProcessHandle recorder =
                    ProcessHandle.allProcesses()
                            .filter(process -> isRecorder(process, trace))
                            .findFirst()
                            .orElseThrow();
            recorder.destroy();

            assertRestored(tmux);
        }
        assertWhole(trace);
    }

    @Test
    void withPlainThereAreLines() {
        try (Veth veth = Veth.open();
                Tmux tmux = Tmux.run(script(veth, folder.resolve("t.tcbee"), "--plain"))) {
            tmux.await("events/s");
            assertEquals("00", tmux.modes());
            tmux.press("C-c");
            tmux.await("exit 0");
        }
    }

    private static void assertRestored(Tmux tmux) {
        String picture = tmux.await("exit 0");
        assertAll(
                () -> assertEquals("00", tmux.modes()),
                () -> assertTrue(picture.contains("recording va into"), picture),
                () -> assertTrue(picture.contains("events in"), picture),
                () -> assertTrue(picture.contains("same terminal"), picture));
    }

    private static void assertWhole(Path trace) {
        try (TraceReader reader = TraceReader.open(trace)) {
            assertTrue(reader.complete());
            assertEquals(0, reader.damages().size());
        }
    }

    private static boolean isRecorder(ProcessHandle process, Path trace) {
        try {
            // the command line of ProcessHandle.info() is cut off where it is long
            String line = Files.readString(Path.of("/proc/" + process.pid() + "/cmdline"));
            return line.contains("io.tcbee.cli.Main") && line.contains(trace.toString());
        } catch (IOException _) {
            return false; // it has ended meanwhile
        }
    }

    /** Records, then tells how that ended and whether the terminal is as it was. */
    private static String script(Veth veth, Path trace, String... options) {
        String record =
                String.join(" ", veth.inClient(Tcbee.LAUNCHER, "record", "va", "-o").command());
        return "before=$(stty -g); "
                + record
                + " "
                + trace
                + " "
                + String.join(" ", options)
                + "; code=$?; [ \"$before\" = \"$(stty -g)\" ] && echo same terminal; echo exit $code";
    }
}
