package io.tcbee.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tcbee.model.EventTypes;
import io.tcbee.model.TcpProbe;
import io.tcbee.trace.ClockPair;
import io.tcbee.trace.EventWriter;
import io.tcbee.trace.HookCounts;
import io.tcbee.trace.TraceInfo;
import io.tcbee.trace.TraceReader;
import io.tcbee.trace.TraceWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The commands that look into traces and hand them on. */
class TraceCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir private Path folder;
    private String trace;

    /** Three events, 1 s, 2 s and 3 s after the start. */
    @BeforeEach
    void write() {
        Path path = folder.resolve("small.tcbee");
        trace = path.toString();
        TraceInfo info =
                new TraceInfo(
                        new UUID(1, 2),
                        "tcbee",
                        "host",
                        "6.18",
                        1,
                        new ClockPair(0, 0, 0),
                        List.of(),
                        List.of(),
                        List.of(),
                        EventTypes.ALL);
        EventWriter events = new EventWriter();
        for (int i = 1; i <= 3; i++) {
            events.begin(TcpProbe.TYPE, i * 1_000_000_000L, 7, 0).set(TcpProbe.SEQ, i);
        }
        try (TraceWriter writer = TraceWriter.create(path, info)) {
            writer.records(0, events.records());
            writer.finish(List.of(new HookCounts(0, 0, 3, 0, 3, 0, 0)));
        }
    }

    private int run(String... arguments) {
        return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    }

    @Test
    void infoCountsEventsByType() {
        assertEquals(0, run("trace", "info", trace), err::toString);
        assertTrue(out.toString().contains("events\t3\n"), out::toString);
        assertTrue(out.toString().contains("last event\t3.000000000 s\n"), out::toString);
        assertTrue(out.toString().contains("tcp_probe\t3\t"), out::toString);
    }

    @ParameterizedTest
    @CsvSource({"1.5s, 3s, 1", "0, 10, 3", "2000ms, 1m, 2", "4, 5, 0"})
    void printChoosesByTime(String from, String to, int lines) {
        assertEquals(0, run("trace", "print", trace, "--from", from, "--to", to));
        assertEquals(lines, out.toString().lines().count());
    }

    @Test
    void printEndsAfterTheCount() {
        assertEquals(0, run("trace", "print", trace, "-n", "2", "-t", "tcp_probe"));
        assertEquals(2, out.toString().lines().count());
    }

    @Test
    void cutAndMergeWriteTraces() {
        String cut = folder.resolve("cut.tcbee").toString();
        String merged = folder.resolve("merged.tcbee").toString();
        assertEquals(0, run("trace", "cut", trace, "--from", "2s", "-o", cut), err::toString);
        assertEquals(0, run("trace", "merge", trace, "-o", merged), err::toString);
        try (TraceReader a = TraceReader.open(Path.of(cut));
                TraceReader b = TraceReader.open(Path.of(merged))) {
            assertEquals(2, a.eventCount());
            assertEquals(3, b.eventCount());
        }
    }

    @Test
    void aFailureLeavesNoFileBehind() throws IOException {
        Path text = Files.writeString(folder.resolve("notes"), "hello");
        Path output = folder.resolve("output");
        assertEquals(1, run("trace", "merge", text.toString(), "-o", output.toString()));
        assertEquals(1, run("trace", "cut", text.toString(), "-o", output.toString()));
        assertEquals(1, run("export", text.toString(), "--csv", "-o", output.toString()));
        try (var files = Files.list(folder)) {
            assertFalse(files.anyMatch(file -> file.getFileName().toString().startsWith("output")));
        }
    }

    @Test
    void whatIsWrongOnTheCommandLineIsTwo() {
        String output = folder.resolve("output").toString();
        assertEquals(2, run("trace"));
        assertEquals(2, run("trace", "print", trace, "-t", "nothing"));
        assertEquals(2, run("trace", "print", trace, "-c", "localhost:80"));
        assertEquals(2, run("trace", "print", trace, "--from", "soon"));
        assertEquals(2, run("trace", "cut", trace, "-o", output, "--from", "2", "--to", "1"));
        assertEquals(2, run("export", trace, "-o", output));
        assertEquals(2, run("export", trace, "-o", output, "--csv", "--json"));
    }

    @Test
    void whatIsNeitherTraceNorCaptureIsOne() throws IOException {
        Path text = Files.writeString(folder.resolve("notes"), "hello");
        assertEquals(1, run("trace", "info", text.toString()));
        assertEquals(
                "tcbee: read " + text + ": neither a trace nor a capture", err.toString().strip());
    }
}
