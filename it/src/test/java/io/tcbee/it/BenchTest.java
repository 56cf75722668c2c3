package io.tcbee.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The benchmark of the recorder runs; how fast it is says nobody here. */
class BenchTest {
    @TempDir Path directory;

    @Test
    void everyMeasurementRunsAndNothingStaysBehind() throws IOException {
        Needs.lab();
        Needs.command("tcpdump");
        Needs.command("iperf3");
        Needs.command("bpftool");
        assumeTrue(Runtime.getRuntime().availableProcessors() >= 2, "it needs two CPUs");
        Path table = directory.resolve("record.md");
        Tcbee.Result result =
                Tcbee.run(
                        "bench",
                        "record",
                        "--quick",
                        "--directory",
                        directory.toString(),
                        "-o",
                        table.toString());
        assertEquals(0, result.exit(), result.err());
        String text = Files.readString(table);
        assertFalse(text.contains("not run"), text);
        for (String name : new String[] {"xdp", "tc", "tcp", "consumer", "start", "unwanted"}) {
            assertTrue(text.contains("| " + name + " | "), name + " is missing in " + text);
        }
        try (var left = Files.list(directory)) {
            assertEquals(1, left.count(), "traces stay in " + directory);
        }
        assertFalse(Shell.run("ip", "netns").contains("tcbee-bench-"), "a namespace stays");
    }

    @Test
    void aMeasurementThatThereIsNotIsAWrongCommandLine() {
        Tcbee.Result result = Tcbee.run("bench", "record", "--only", "nothing");
        assertEquals(2, result.exit());
        assertTrue(result.err().contains("--only"), result.err());
    }
}
