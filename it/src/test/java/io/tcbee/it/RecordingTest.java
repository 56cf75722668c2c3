package io.tcbee.it;

import static io.tcbee.it.GroundTruthTest.assertEveryEventIsAccountedFor;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tcbee.it.Tcbee.Recording;
import io.tcbee.it.Tcbee.Result;
import io.tcbee.lab.Lab;
import io.tcbee.lab.LabNamespace;
import io.tcbee.lab.PathOptions;
import io.tcbee.lab.Transfer;
import io.tcbee.model.EventHeader;
import io.tcbee.model.TcpDestroySock;
import io.tcbee.model.TcpRetransmitSkb;
import io.tcbee.model.TcpState;
import io.tcbee.trace.EventCursor;
import io.tcbee.trace.HookCounts;
import io.tcbee.trace.TraceReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A recording on a real kernel: what it leaves, what it says when it cannot. */
@ExtendWith(WithheldCalls.class)
class RecordingTest {
    private static final PathOptions PATH =
            PathOptions.builder().rateMbit(50).delayMs(2).queueBytes(400_000).build();

    @TempDir private Path folder;

    @BeforeEach
    void needs() {
        Needs.lab();
    }

    @Test
    void aKilledRecordingLeavesNothingAttachedAndATraceThatOpens() {
        Needs.command("bpftool");
        Path trace = folder.resolve("killed.tcbee");
        String before = Shell.run("bpftool", "link", "show");
        try (Lab lab = Lab.open(PATH, PathOptions.delay(Duration.ofMillis(2)))) {
            Recording recording = record(lab, trace);
            lab.transfer(Transfer.of(2_000_000));
            String during = Shell.run("bpftool", "link", "show");
            assertTrue(during.length() > before.length(), "it was attached: " + during);

            recording.kill();

            assertEquals(before, Shell.settled(before, "bpftool", "link", "show"));
            for (String direction : new String[] {"ingress", "egress"}) {
                assertEquals(
                        "",
                        Shell.run(
                                lab.client()
                                        .processBuilder(
                                                "tc",
                                                "filter",
                                                "show",
                                                "dev",
                                                LabNamespace.DEVICE,
                                                direction)));
            }
        }
        try (TraceReader reader = TraceReader.open(trace)) {
            assertFalse(reader.complete());
            assertTrue(reader.eventCount() > 500, "events up to the kill: " + reader.eventCount());
            long count = 0;
            for (EventCursor events = reader.events(); events.next(); ) {
                count++;
            }
            assertEquals(reader.eventCount(), count);
        }
        Result processed =
                Tcbee.run("process", trace.toString(), "-o", folder.resolve("k.duckdb").toString());
        assertEquals(0, processed.exit(), processed::err);
        assertTrue(processed.out().contains("cut off"), processed::out);
    }

    @Test
    void theDurationEndsIt() {
        Path trace = folder.resolve("short.tcbee");
        Result result = Tcbee.run("record", "lo", "-o", trace.toString(), "--duration", "300ms");
        assertEquals(0, result.exit(), result::err);
        try (TraceReader reader = TraceReader.open(trace)) {
            assertTrue(reader.complete());
        }
    }

    @Test
    void aWrongInterfaceIsOneSentenceAndLeavesNoFile() {
        Path trace = folder.resolve("none.tcbee");
        Result result = Tcbee.run("record", "nosuch0", "-o", trace.toString());
        assertOneSentence(result, "nosuch0");
        assertFalse(Files.exists(trace));
    }

    @Test
    void withoutRootItIsOneSentence() {
        Needs.command("setpriv");
        Path open = Path.of("/tmp");
        Needs.readableByNobody(Path.of(Tcbee.LAUNCHER));
        Result result =
                Tcbee.run(
                        new ProcessBuilder(
                                "setpriv",
                                "--reuid=65534",
                                "--regid=65534",
                                "--clear-groups",
                                Tcbee.LAUNCHER,
                                "record",
                                "lo",
                                "-o",
                                open.resolve("tcbee-noroot.tcbee").toString()));
        assertOneSentence(result, "root");
        assertFalse(Files.exists(open.resolve("tcbee-noroot.tcbee")));
    }

    @Test
    void withoutBtfItIsOneSentence() {
        Needs.command("unshare");
        Path trace = folder.resolve("nobtf.tcbee");
        Result result =
                Tcbee.run(
                        new ProcessBuilder(
                                "unshare",
                                "-m",
                                "sh",
                                "-c",
                                "mount -t tmpfs none /sys/kernel/btf && exec \"$0\" record lo -o \"$1\"",
                                Tcbee.LAUNCHER,
                                trace.toString()));
        assertOneSentence(result, "BTF");
        assertFalse(Files.exists(trace));
    }

    @Test
    void aFullDiskIsOneSentenceAndTheTraceOpens() {
        Path disk = folder.resolve("disk");
        Path trace = disk.resolve("full.tcbee");
        Shell.run("mkdir", disk.toString());
        Shell.run("mount", "-t", "tmpfs", "-o", "size=1m", "none", disk.toString());
        try (Lab lab = Lab.open(PATH, PathOptions.delay(Duration.ofMillis(2)))) {
            Recording recording = record(lab, trace);
            lab.transfer(Transfer.of(20_000_000));
            Result ended = recording.await();
            assertAll(
                    () -> assertEquals(1, ended.exit(), ended::out),
                    () -> assertTrue(ended.out().contains("No space left on device"), ended::out));
            try (TraceReader reader = TraceReader.open(trace)) {
                assertTrue(reader.eventCount() > 100);
            }
        } finally {
            Shell.run("umount", disk.toString());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcx", "xdp"})
    void iperf3ThroughVethLosesNothing(String ingress) {
        Needs.command("iperf3");
        Path trace = folder.resolve("iperf3.tcbee");
        try (Veth veth = Veth.open()) {
            Recording recording =
                    Recording.start(
                            veth.inClient(
                                    Tcbee.LAUNCHER,
                                    "record",
                                    veth.device(),
                                    "--ingress",
                                    ingress,
                                    "-o",
                                    trace.toString(),
                                    "-q"));
            veth.iperf3(Duration.ofSeconds(4), 2);
            Result ended = recording.stop();
            assertEquals(0, ended.exit(), ended::out);
            assertTrue(ended.out().contains(" 0 lost"), ended::out);
        }
        assertEveryEventIsAccountedFor(trace);
        try (TraceReader reader = TraceReader.open(trace)) {
            assertTrue(reader.eventCount() > 10_000, "a real load: " + reader.eventCount());
            assertRetransmissionsAreThoseThatTheSocketsCounted(reader);
        }
    }

    /** The kernel's decisions, event by event, against total_retrans of each socket at its end. */
    private static void assertRetransmissionsAreThoseThatTheSocketsCounted(TraceReader reader) {
        Map<Long, Long> decided = new TreeMap<>();
        Map<Long, Long> counted = new TreeMap<>();
        for (EventCursor events = reader.events(); events.next(); ) {
            long cookie = EventHeader.COOKIE.get(events.segment(), events.at());
            if (events.type() == TcpRetransmitSkb.TYPE.id()) {
                decided.merge(
                        cookie,
                        TcpRetransmitSkb.SEGS.get(events.segment(), events.at()),
                        Long::sum);
            } else if (events.type() == TcpDestroySock.TYPE.id()) {
                counted.put(cookie, TcpState.TOTAL_RETRANS.get(events.segment(), events.at()));
                decided.putIfAbsent(cookie, 0L);
            }
        }
        assertTrue(counted.size() >= 3, "two flows and their control connection ended: " + counted);
        if (misses(reader, "tcp_retransmit_skb") == 0) {
            assertEquals(counted, decided);
        } else {
            long missing =
                    counted.values().stream().mapToLong(Long::longValue).sum()
                            - decided.values().stream().mapToLong(Long::longValue).sum();
            assertTrue(
                    missing >= 0 && missing <= misses(reader, "tcp_retransmit_skb"),
                    counted + " " + decided);
        }
    }

    /**
     * Calls that the kernel skipped because the program was running already; they are told, not
     * recorded.
     */
    private static long misses(TraceReader reader, String program) {
        return reader.counts().stream()
                .filter(count ->
                        reader.info().hooks().stream()
                                .anyMatch(hook ->
                                        hook.id() == count.hook() && hook.name().equals(program)))
                .mapToLong(HookCounts::recursionMisses)
                .sum();
    }

    private static Recording record(Lab lab, Path trace) {
        return Recording.start(
                Tcbee.command(
                        lab.client(), "record", LabNamespace.DEVICE, "-o", trace.toString(), "-q"));
    }

    private static void assertOneSentence(Result result, String about) {
        assertAll(
                () -> assertEquals(1, result.exit(), result::err),
                () -> assertEquals(1, result.err().lines().count(), result::err),
                () ->
                        assertTrue(
                                result.err().startsWith("tcbee: ") && result.err().contains(about),
                                result::err));
    }
}
