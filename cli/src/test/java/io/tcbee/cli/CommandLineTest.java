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
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a user reads who types something wrong, or asks for help. */
class CommandLineTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "demo", "record", "process", "flows", "view", "doctor", "bench", "trace", "export"
            })
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

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--port|9-7|a range of ports begins with the lower one, not 9-7",
                "--sport|http|a port is 1 to 65535, or a range as 8000-8999, not http",
                "--dport|80,|a value is missing in \"80,\"",
                "--host|localhost|an address is as 10.1.2.3, 10.0.0.0/8, 2001:db8::1 or 2001:db8::/32, not localhost",
                "--src|10.1.2.3/8|a prefix has only zeros after its 8 bits, not 10.1.2.3/8",
                "--dst|10.0.0.0/33|a prefix here has 0 to 32 bits, not 10.0.0.0/33",
                "--host|2001:db8::/129|a prefix here has 0 to 128 bits, not 2001:db8::/129",
                "--netns|rk_no_such|there is no network namespace /run/netns/rk_no_such",
                "--cgroup|rk_no_such|there is no cgroup (v2) ",
                "--container|0123456|a container's id has 8 characters or more here, not 0123456",
                "--pid|0|a process id is a number, not 0",
                "--pid|4194999|there is no process 4194999",
                "--comm|sixteen_letters_|the kernel keeps 15 bytes of a process's name",
                "--sample|0|one connection in N: N is 1 or more, not 0",
                "--|rk_no_such|there is no command rk_no_such",
            })
    void aFilterThatCannotBeIsTwoAndOneSentence(String option, String value, String sentence) {
        assertEquals(2, run("record", "lo", "-o", "x.tcbee", option, value));
        assertTrue(err.toString().contains(sentence), err::toString);
        assertEquals(1, err.toString().lines().count(), err::toString);
    }

    @Test
    void ownersAndXdpDoNotGoTogether() {
        assertEquals(
                2, run("record", "lo", "-o", "x.tcbee", "--ingress", "xdp", "--comm", "nginx"));
        assertTrue(err.toString().contains("XDP cannot ask whose a packet is"), err::toString);
    }

    @Test
    void aCommandMustFollowTwoDashes() {
        assertEquals(2, run("record", "lo", "-o", "x.tcbee", "--"));
        assertTrue(err.toString().contains("which command is to be run?"), err::toString);
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
