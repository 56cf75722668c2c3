package io.tcbee.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands that read a database read a capture as well. */
class OpenedTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir private Path folder;

    private Path capture;

    @BeforeEach
    void copyCapture() throws IOException {
        capture = folder.resolve("bufferbloat.pcap.gz");
        try (InputStream in =
                OpenedTest.class.getResourceAsStream("/captures/bufferbloat.snd.pcap.gz")) {
            Files.copy(in, capture);
        }
    }

    private int run(String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    }

    /** Where the message says that the temporary database was. */
    private Path temporary() {
        String said = err.toString();
        String path =
                said.substring(
                        said.indexOf(" into ") + 6,
                        said.indexOf(" in ", said.indexOf(" into ") + 6));
        return Path.of(path).getParent();
    }

    @Test
    void aCaptureHasTheFindingsOfItsDatabase() {
        String database = folder.resolve("flows.duckdb").toString();
        assertEquals(0, run("process", capture.toString(), "-o", database), err::toString);
        assertEquals(0, run("findings", database), err::toString);
        String expected = out.toString();

        assertEquals(0, run("findings", capture.toString()), err::toString);
        assertEquals(expected, out.toString());
        assertFalse(Files.exists(temporary()));
    }

    @Test
    void aCaptureIsDrawnByOneCommand() throws IOException {
        Path picture = folder.resolve("picture.svg");
        assertEquals(0, run("plot", capture.toString(), "-o", picture.toString()), err::toString);
        assertTrue(Files.readString(picture).contains("<svg"));
        assertFalse(Files.exists(temporary()));
    }

    @Test
    void aCaptureIsReportedByOneCommand() throws IOException {
        Path report = folder.resolve("report.html");
        assertEquals(0, run("report", capture.toString(), "-o", report.toString()), err::toString);
        assertTrue(Files.readString(report).contains("bufferbloat"));
    }

    @Test
    void aFileThatIsNotThereIsToldSo() {
        String missing = folder.resolve("missing.pcap").toString();
        assertEquals(Main.FAILED, run("findings", missing));
        assertEquals("tcbee: open " + missing + ": there is no such file\n", err.toString());
    }

    @Test
    void aDatabaseAndACaptureAreNotReadTogether() {
        String database = folder.resolve("flows.duckdb").toString();
        assertEquals(0, run("process", capture.toString(), "-o", database), err::toString);
        assertEquals(2, run("findings", database, capture.toString()));
        assertTrue(
                err.toString().contains("one database, or traces and captures only"),
                err::toString);
    }
}
