package io.tcbee.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a user reads who types something wrong, or asks for help. */
class CommandLineTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @ParameterizedTest
    @ValueSource(strings = {"demo", "record", "process", "flows", "view", "doctor", "bench"})
    void everyCommandHasHelpWithARealExample(String command) {
        assertEquals(0, run(command, "--help"));
        assertTrue(out.toString().contains("Example: tcbee " + command), out::toString);
    }

    @Test
    void anUnknownCommandIsTwo() {
        assertEquals(2, run("reccord"));
        assertTrue(err.toString().contains("reccord"), err::toString);
    }

    @Test
    void noCommandIsTwo() {
        assertEquals(2, run());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "65536", "-1", "http"})
    void aPortThatIsNoneIsTwo(String port) {
        assertEquals(2, run("record", "lo", "-o", "x.tcbee", "-p", port));
        assertTrue(err.toString().contains(port), err::toString);
    }

    @Test
    void aMissingTraceIsOneSentence(@TempDir Path folder) {
        Path trace = folder.resolve("none.tcbee");
        assertEquals(
                1, run("process", trace.toString(), "-o", folder.resolve("x.duckdb").toString()));
        assertOneSentenceAbout(trace);
    }

    @Test
    void aFileThatIsNoTraceIsOneSentenceAndLeavesNoDatabase(@TempDir Path folder) throws Exception {
        Path trace = Files.writeString(folder.resolve("text.tcbee"), "this is no trace");
        assertEquals(
                1, run("process", trace.toString(), "-o", folder.resolve("x.duckdb").toString()));
        assertOneSentenceAbout(trace);
        try (var files = Files.list(folder)) {
            assertEquals(1, files.count(), "only the file itself is there");
        }
    }

    @Test
    void aMissingDatabaseIsOneSentence(@TempDir Path folder) {
        Path database = folder.resolve("none.duckdb");
        assertEquals(1, run("flows", database.toString()));
        assertOneSentenceAbout(database);
    }

    @Test
    void aDatabaseOfAnUnknownKindIsOneSentence(@TempDir Path folder) {
        Path database = folder.resolve("x.mdb");
        assertEquals(1, run("flows", database.toString()));
        assertOneSentenceAbout(database);
    }

    private void assertOneSentenceAbout(Path file) {
        String text = err.toString();
        assertEquals(1, text.lines().count(), text);
        assertTrue(
                text.startsWith("tcbee: ") && text.contains(file.getFileName().toString()), text);
    }

    private int run(String... args) {
        return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), args);
    }
}
