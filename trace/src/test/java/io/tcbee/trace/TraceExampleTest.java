package io.tcbee.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code docs/trace-format.md} is enough to read a trace: another reader agrees. */
class TraceExampleTest {
    private static final Path READER = Path.of("..", "examples", "read_trace.py");

    @TempDir Path directory;

    @Test
    void thePythonReaderSeesTheSameEvents() throws Exception {
        assumeTrue(hasPython(), "there is no python3");
        Path path = directory.resolve("small.tcbee");
        Traces.write(path);
        List<String> lines = lines("python3", READER.toString(), path.toString());
        assertEquals(8, lines.size(), () -> String.join("\n", lines));
        long[] times = {5, 10, 20, 25, 30, 40, 50, 60};
        for (int i = 0; i < times.length; i++) {
            String start = "tcp_probe_event time_ns=" + times[i] + " cookie=7 type=3 length=";
            assertTrue(lines.get(i).startsWith(start), lines.get(i));
        }
        assertTrue(lines.get(2).endsWith(" seq=2 end_seq=0 ack_seq=0 data_length=0"), lines.get(2));
    }

    private static boolean hasPython() throws InterruptedException {
        try {
            return new ProcessBuilder("python3", "--version").start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private List<String> lines(String... command) throws Exception {
        Path output = directory.resolve("output");
        int exit =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start()
                        .waitFor();
        List<String> lines = Files.readAllLines(output, StandardCharsets.UTF_8);
        assertEquals(0, exit, () -> String.join("\n", lines));
        return lines;
    }
}
