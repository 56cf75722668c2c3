package io.tcbee.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Of three connections over one bottleneck. */
class FairnessCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir private Path folder;
    private String capture;

    @BeforeEach
    void capture() throws IOException {
        Path file = folder.resolve("three.pcap.gz");
        try (InputStream in =
                FairnessCommandTest.class.getResourceAsStream("/captures/fairness3.rcv.pcap.gz")) {
            Files.copy(in, file);
        }
        capture = file.toString();
    }

    private int run(String... arguments) {
        return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    }

    /** From tshark's tcp.ack: the third window has all three, 0.9157 and 2.2 to 1. */
    @Test
    void windowByWindow() {
        assertEquals(0, run("fairness", capture, "--window", "500ms"), err::toString);
        List<String> lines = out.toString().lines().toList();
        assertEquals("from_s\tto_s\tflows\tjain\tmost_over_least", lines.getFirst());
        assertEquals(7, lines.size());
        String[] third = lines.get(3).split("\t", -1);
        assertEquals("3", third[2]);
        assertEquals(0.9157, Double.parseDouble(third[3]), 0.01);
        assertEquals(2.208, Double.parseDouble(third[4]), 0.1);
    }

    @Test
    void someOfThem() {
        assertEquals(0, run("fairness", capture, "--connections", "1,3"), err::toString);
        assertTrue(
                out.toString()
                        .lines()
                        .skip(1)
                        .allMatch(line -> line.split("\t", -1)[2].equals("2")));
    }

    @Test
    void oneThatThereIsNotIsNamed() {
        assertEquals(2, run("fairness", capture, "--connections", "1,9"));
        assertTrue(err.toString().contains("there is no connection 9"), err::toString);
    }
}
