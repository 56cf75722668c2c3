package io.tcbee.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/** The captures of the test resources, and the command line that works on them. */
final class Capture {
    private Capture() {}

    /** Unpacks {@code /captures/NAME.pcap.gz}. */
    static Path unpack(String name, Path folder) {
        Path pcap = folder.resolve(name + ".pcap");
        try (InputStream packed =
                        Capture.class.getResourceAsStream("/captures/" + name + ".pcap.gz");
                InputStream plain = new GZIPInputStream(packed)) {
            Files.copy(plain, pcap);
            return pcap;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same as a database of DuckDB. */
    static Path process(String name, Path folder) {
        Path database = folder.resolve(name + ".duckdb");
        run("process", unpack(name, folder).toString(), "-o", database.toString());
        return database;
    }

    /** Runs a command that has to succeed; what it printed. */
    static String run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exit = Main.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
        assertEquals(0, exit, err::toString);
        return out.toString();
    }
}
