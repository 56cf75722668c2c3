package io.tcbee.it;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tcbee.it.Tcbee.Recording;
import io.tcbee.it.Tcbee.Result;
import io.tcbee.model.EventHeader;
import io.tcbee.model.SocketEvent;
import io.tcbee.trace.EventCursor;
import io.tcbee.trace.HookCounts;
import io.tcbee.trace.LossReport;
import io.tcbee.trace.TraceReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Recordings that end by themselves, and traces in parts. */
class LimitsTest {
    private static final int MEBIBYTE = 1 << 20;

    @TempDir private Path folder;

    @BeforeEach
    void needs() {
        Needs.lab();
        Needs.command("iperf3");
    }

    @Test
    void theSumOverThePartsIsWhatWasCountedLessWhatWasLost() throws IOException {
        try (Veth veth = Veth.open()) {
            Recording recording = record(veth, "--rotate", "1MiB");
            load(veth, 2);
            assertEquals(0, recording.stop().exit());
        }
        List<Path> parts = parts();
        assertTrue(parts.size() > 3, "a real load: " + parts);
        long counted = 0;
        long lost = 0;
        long stored = 0;
        Set<Object> ids = new HashSet<>();
        for (int i = 0; i < parts.size(); i++) {
            try (TraceReader reader = TraceReader.open(parts.get(i))) {
                reader.verify();
                assertEquals(List.of(), reader.damages());
                assertTrue(reader.complete(), parts.get(i).toString());
                assertEquals(i + 1, reader.info().part());
                ids.add(reader.info().id());
                counted += sum(reader, false);
                lost += sum(reader, true);
                stored += reader.eventCount();
            }
        }
        assertEquals(1, ids.size(), "one recording");
        assertEquals(counted - lost, stored);
    }

    /** But for the report of whose events were lost, 72 bytes for each connection. */
    @Test
    void noPartIsLargerThanAsked() throws IOException {
        try (Veth veth = Veth.open()) {
            Recording recording = record(veth, "--rotate", "6MiB", "--ring", "1");
            load(veth, 2);
            assertEquals(0, recording.stop().exit());
        }
        List<Path> parts = parts();
        assertTrue(parts.size() > 1, "a real load: " + parts);
        for (Path part : parts) {
            assertTrue(Files.size(part) <= 6 * MEBIBYTE, part + ": " + Files.size(part));
        }
    }

    @Test
    void theSummaryFileSaysWhatTheTraceHolds() throws IOException {
        Needs.command("python3");
        Path summary = folder.resolve("r.json");
        try (Veth veth = Veth.open()) {
            Recording recording =
                    record(veth, "--summary", summary.toString(), "--max-events", "3000");
            load(veth, 1);
            assertEquals(0, recording.await().exit());
        }
        try (TraceReader reader = TraceReader.open(folder.resolve("r.tcbee"))) {
            assertEquals(reader.info().id().toString(), json(summary, "['recording']"));
            assertEquals("3000", json(summary, "['events']"));
            assertEquals("max-events", json(summary, "['end']"));
            assertEquals("True", json(summary, "['exact']"));
            assertEquals(Long.toString(sum(reader, false)), json(summary, "['counted']"));
            assertEquals(
                    Long.toString(sum(reader, false)),
                    json(summary, "['hooks']", "sum(c['events'] for h in x for c in h['by_cpu'])"));
            assertEquals(
                    Long.toString(Files.size(folder.resolve("r.tcbee"))),
                    json(summary, "['bytes']"));
            assertEquals("3000", json(summary, "['options']['max_events']"));
        }
    }

    /** A place of the file as Python's parser reads it. */
    private static String json(Path file, String place, String... expression) {
        String program =
                "import json,sys; x=json.load(open(sys.argv[1]))"
                        + place
                        + "; print("
                        + (expression.length == 0 ? "x" : expression[0])
                        + ")";
        return Shell.run("python3", "-c", program, file.toString()).strip();
    }

    @Test
    void everyPartKnowsItsSocketsAndIsProcessedAlone() throws IOException {
        try (Veth veth = Veth.open()) {
            Recording recording = record(veth, "--rotate", "1MiB");
            load(veth, 1);
            assertEquals(0, recording.stop().exit());
        }
        List<Path> parts = parts();
        Path middle = parts.get(parts.size() / 2);
        Set<Long> told = new HashSet<>();
        Set<Long> named = new HashSet<>();
        try (TraceReader reader = TraceReader.open(middle)) {
            for (EventCursor events = reader.events(); events.next(); ) {
                long cookie = EventHeader.COOKIE.get(events.segment(), events.at());
                if (cookie != 0) {
                    (events.type() == SocketEvent.TYPE.id() ? told : named).add(cookie);
                }
            }
        }
        assertFalse(named.isEmpty());
        named.removeAll(told);
        assertEquals(Set.of(), named, "sockets that no event of the part tells");
        Result processed =
                Tcbee.run(
                        "process", middle.toString(), "-o", folder.resolve("m.duckdb").toString());
        assertEquals(0, processed.exit(), processed::err);
    }

    @Test
    void onlyTheNewestPartsAreKept() throws IOException {
        Path older = folder.resolve("r.0099.tcbee");
        Files.write(older, new byte[] {(byte) 0x89, 'T', 'C', 'B', 'E', 'E', '\r', '\n'});
        Path foreign = Files.writeString(folder.resolve("r.2026.tcbee"), "no trace");
        try (Veth veth = Veth.open()) {
            Recording recording = record(veth, "--rotate", "1MiB", "--keep", "2");
            load(veth, 2);
            Result ended = recording.stop();
            assertEquals(0, ended.exit(), ended::out);
            assertTrue(ended.out().contains("parts, 2 kept"), ended::out);
        }
        assertFalse(Files.exists(older));
        Files.delete(foreign); // it is there still
        List<Path> parts = parts();
        assertEquals(2, parts.size(), parts::toString);
        try (TraceReader first = TraceReader.open(parts.get(0));
                TraceReader second = TraceReader.open(parts.get(1))) {
            assertEquals(first.info().part() + 1, second.info().part());
            assertTrue(second.info().part() > 2);
        }
    }

    @Test
    void theSizeIsNeverExceeded() throws IOException {
        Result ended;
        try (Veth veth = Veth.open()) {
            Recording recording = record(veth, "--max-size", "3MiB");
            load(veth, 2);
            ended = recording.await();
        }
        Path trace = folder.resolve("r.tcbee");
        assertAll(
                () -> assertEquals(0, ended.exit(), ended::out),
                () -> assertTrue(ended.out().contains("ended by --max-size"), ended::out),
                () -> assertTrue(Files.size(trace) <= 3 * MEBIBYTE, "" + Files.size(trace)),
                () -> assertTrue(Files.size(trace) > 2 * MEBIBYTE, "" + Files.size(trace)));
        assertAccounted(trace);
    }

    @Test
    void exactlySoManyEventsAreStored() {
        Result ended;
        try (Veth veth = Veth.open()) {
            Recording recording = record(veth, "--max-events", "12345");
            load(veth, 2);
            ended = recording.await();
        }
        assertEquals(0, ended.exit(), ended::out);
        assertTrue(ended.out().contains("ended by --max-events"), ended::out);
        Path trace = folder.resolve("r.tcbee");
        try (TraceReader reader = TraceReader.open(trace)) {
            assertEquals(12345, reader.eventCount());
        }
        assertAccounted(trace);
    }

    @Test
    void aFullDiskEndsARotatedRecordingAndAllItsPartsOpen() throws IOException {
        Path disk = folder.resolve("disk");
        Shell.run("mkdir", disk.toString());
        Shell.run("mount", "-t", "tmpfs", "-o", "size=5m", "none", disk.toString());
        try (Veth veth = Veth.open()) {
            Path trace = disk.resolve("r.tcbee");
            Recording recording =
                    Recording.start(veth.inClient(command(veth, trace, "--rotate", "1MiB")));
            load(veth, 2);
            Result ended = recording.await();
            assertEquals(1, ended.exit(), ended::out);
            assertTrue(ended.out().contains("No space left on device"), ended::out);
            List<Path> parts = parts(disk);
            assertTrue(parts.size() >= 2, parts::toString);
            for (Path part : parts) {
                try (TraceReader reader = TraceReader.open(part)) {
                    reader.verify();
                    assertEquals(List.of(), reader.damages());
                }
            }
        } finally {
            Shell.run("umount", disk.toString());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    --max-size 1k            | --max-size: at least 1MiB, not 1000 bytes
                    --max-size many          | a size is 500MB
                    --max-events 0           | --max-events: at least 1 event, not 0
                    --keep 3                 | --keep: there are parts to keep only with --rotate
                    --rotate 1GB --keep 0    | --keep: 1 to 9999 parts, not 0
                    --rotate 2GB --max-size 1GB | --rotate: a part of 2000000000 bytes is larger
                    --cwnd --state --headers | --cwnd: --state has the congestion window already
                    --calls                  | INTERFACE: without --headers no packet of lo is recorded
                    """)
    void aWrongValueIsOneSentenceBeforeAnythingStarts(String options, String sentence) {
        List<String> arguments =
                new ArrayList<>(
                        List.of("record", "lo", "-o", folder.resolve("none.tcbee").toString()));
        arguments.addAll(Arrays.asList(options.split(" ")));
        Result result = Tcbee.run(arguments.toArray(String[]::new));
        assertAll(
                () -> assertEquals(2, result.exit(), result::err),
                () -> assertEquals(1, result.err().lines().count(), result::err),
                () -> assertTrue(result.err().contains(sentence), result::err),
                () -> assertFalse(Files.exists(folder.resolve("none.tcbee"))));
    }

    /** In one file that a limit ended: what is in no chunk is told by the reports. */
    private static void assertAccounted(Path trace) {
        try (TraceReader reader = TraceReader.open(trace)) {
            long leftOut =
                    reader.losses().stream()
                            .flatMap(report -> report.losses().stream())
                            .filter(loss -> loss.hook() == LossReport.BY_LIMIT)
                            .mapToLong(LossReport.Loss::lost)
                            .sum();
            assertTrue(reader.complete());
            assertEquals(sum(reader, false) - sum(reader, true), reader.eventCount() + leftOut);
        }
    }

    private static long sum(TraceReader reader, boolean lost) {
        return reader.counts().stream()
                .mapToLong(lost ? HookCounts::lost : HookCounts::events)
                .sum();
    }

    private Recording record(Veth veth, String... options) {
        return Recording.start(veth.inClient(command(veth, folder.resolve("r.tcbee"), options)));
    }

    private static String[] command(Veth veth, Path trace, String... options) {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Tcbee.LAUNCHER,
                                "record",
                                veth.device(),
                                "-q",
                                "-o",
                                trace.toString()));
        command.addAll(Arrays.asList(options));
        return command.toArray(String[]::new);
    }

    /** Many calls, so many events, however slow the machine is: some ten MB of trace. */
    private static void load(Veth veth, int flows) {
        veth.iperf3(Duration.ofSeconds(4), flows, 200);
    }

    private List<Path> parts() throws IOException {
        return parts(folder);
    }

    private static List<Path> parts(Path where) throws IOException {
        try (var files = Files.list(where)) {
            return files.filter(file -> file.toString().matches(".*/r\\.\\d{4}\\.tcbee"))
                    .sorted()
                    .toList();
        }
    }
}
