package io.tcbee.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tcbee.model.Field;
import io.tcbee.model.PacketEvent;
import io.tcbee.model.PacketStateEvent;
import io.tcbee.model.SockSendLength;
import io.tcbee.model.SocketEvent;
import io.tcbee.model.TcpCwnd;
import io.tcbee.model.TcpProbe;
import io.tcbee.model.TcpState;
import io.tcbee.record.filter.End;
import io.tcbee.record.filter.Filter;
import io.tcbee.record.filter.PortRule;
import io.tcbee.trace.ConnectionLoss;
import io.tcbee.trace.EventCursor;
import io.tcbee.trace.HookCounts;
import io.tcbee.trace.LossReport;
import io.tcbee.trace.TraceReader;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recordings of real connections on the running kernel: root and two network namespaces. */
class RecorderTest {
    private static final int BYTES = 20_000_000;
    private static final Pattern LINK_ID = Pattern.compile("(?m)^link_id:\\s+(\\d+)$");
    private static Network network;

    @TempDir private Path folder;

    @BeforeAll
    static void makeNetwork() throws Exception {
        network = Network.make();
    }

    @AfterAll
    static void removeNetwork() throws Exception {
        if (network != null) {
            network.close();
        }
    }

    @Test
    void everyEventIsInTheTrace() throws Exception {
        RecordSummary summary = record(options(), () -> send(BYTES, 10_000));

        assertEquals(0, summary.lost());
        assertTrue(summary.exact(), summary.toString());
        assertEquals(summary.stored(), eventCount());
        assertEquals(summary.bytes(), Files.size(trace()));
    }

    @Test
    void everySegmentOfTheNamespaceIsInTheTrace() throws Exception {
        long outBefore = segmentsSent();
        long inBefore = Network.tcpCounter(Network.HERE, "InSegs");
        record(
                options(),
                () -> {
                    send(BYTES, 10_000);
                    awaitSilence();
                });
        long out = segmentsSent() - outBefore;
        long in = Network.tcpCounter(Network.HERE, "InSegs") - inBefore;

        Field segments = PacketEvent.GSO_SEGS;
        assertEquals(out, sum(PacketEvent.TYPE.id(), segments, 1, is(1)), "segments sent");
        assertEquals(in, count(PacketEvent.TYPE.id(), is(0)), "packets received");
    }

    @Test
    void everyByteThatWasSentIsInACall() throws Exception {
        record(options(), () -> send(1_234_567, 1000));

        int type = SockSendLength.TYPE.id();
        assertEquals(1_234_567, sum(type, SockSendLength.RESULT, 0, _ -> true));
        assertEquals(1235, count(type, _ -> true)); // 1234 of 1000 bytes, one of 567
    }

    @Test
    void theLightModeTellsTheWindowThatTheStateHas() throws Exception {
        Set<Group> both = EnumSet.of(Group.SOCKETS, Group.STATE, Group.CWND);
        RecordOptions noPackets = RecordOptions.of(trace(), List.of()).withGroups(both);
        record(noPackets, () -> send(BYTES, 10_000));

        List<String> state = new ArrayList<>();
        List<String> light = new ArrayList<>();
        try (TraceReader reader = TraceReader.open(trace())) {
            EventCursor cursor = reader.events();
            while (cursor.next()) {
                if (cursor.type() == TcpProbe.TYPE.id()) {
                    state.add(
                            window(
                                    cursor,
                                    TcpState.SND_CWND,
                                    TcpState.SND_SSTHRESH,
                                    TcpState.PACKETS_OUT,
                                    TcpState.SRTT_US));
                } else if (cursor.type() == TcpCwnd.TYPE.id()) {
                    light.add(
                            window(
                                    cursor,
                                    TcpCwnd.SND_CWND,
                                    TcpCwnd.SND_SSTHRESH,
                                    TcpCwnd.PACKETS_OUT,
                                    TcpCwnd.SRTT_US));
                }
            }
        }
        assertTrue(light.size() > 10, "too few to compare: " + light.size());
        Collections.sort(state);
        Collections.sort(light);
        assertEquals(state, light);
    }

    private static String window(EventCursor cursor, Field... fields) {
        StringBuilder text = new StringBuilder();
        for (Field field : fields) {
            text.append(get(cursor, field, 0)).append(' ');
        }
        return text.toString();
    }

    @Test
    void whatTinyRingsLoseIsCounted() throws Exception {
        RecordOptions tiny =
                options().withRingBytes(1 << 20).withPollInterval(Duration.ofSeconds(5));
        RecordSummary summary = record(tiny, () -> send(5_000_000, 1000));

        assertTrue(summary.lost() > 0, "nothing was lost: " + summary);
        assertTrue(summary.exact(), summary.toString());
        assertEquals(summary.stored(), eventCount());
        try (TraceReader reader = TraceReader.open(trace())) {
            long reported =
                    reader.losses().stream()
                            .flatMap(report -> report.losses().stream())
                            .mapToLong(LossReport.Loss::lost)
                            .sum();
            assertEquals(summary.lost(), reported);
            long attributed =
                    reader.connectionLosses().stream().mapToLong(ConnectionLoss::lost).sum();
            assertEquals(summary.lost(), attributed);
        }
    }

    @Test
    void xdpSeesWhatComesIn() throws Exception {
        RecordSummary summary =
                record(options().withIngressHook(IngressHook.XDP), () -> send(100_000, 1000));

        assertTrue(summary.exact(), summary.toString());
        assertTrue(events(summary, Probe.PACKET_XDP) > 0, summary.toString());
        assertEquals(0, events(summary, Probe.PACKET_INGRESS));
    }

    @Test
    void anotherPortIsFilteredOut() throws Exception {
        RecordSummary summary =
                record(
                        options()
                                .withFilter(
                                        Filter.NONE.withPorts(PortRule.parse(End.EITHER, "5078"))),
                        () -> send(100_000, 1000));

        assertEquals(0, summary.counted());
    }

    @Test
    void connectionsThatWereThereAreTold() throws Exception {
        Process held = Network.sender("hold");
        try (BufferedReader output = held.inputReader()) {
            Network.await(output, "READY");
            record(
                    options(),
                    () -> {
                        held.getOutputStream().write('\n');
                        held.getOutputStream().flush();
                        assertEquals(0, held.waitFor());
                    });
        }
        int found = 1; // socket_event.reason
        try (TraceReader reader = TraceReader.open(trace())) {
            EventCursor cursor = reader.events();
            int connections = 0;
            while (cursor.next()) {
                if (cursor.type() == SocketEvent.TYPE.id()
                        && get(cursor, SocketEvent.REASON, 0) == found) {
                    assertEquals(Network.PORT, get(cursor, SocketEvent.REMOTE_PORT, 0));
                    connections++;
                }
            }
            assertEquals(1, connections);
        }
    }

    @Test
    void stopTwiceGivesTheSameSummary() throws Exception {
        Network.in(
                Network.HERE,
                () -> {
                    try (Recorder recorder = Recorder.open(options())) {
                        RecordSummary summary = recorder.stop();
                        assertEquals(summary, recorder.stop());
                        assertEquals(summary.counts(), recorder.counts());
                        return null;
                    }
                });
    }

    @Test
    void anInterfaceThatIsNotThereIsNamedAndNothingIsLeft() throws Exception {
        RecordOptions wrong = RecordOptions.of(trace(), List.of("rk_none"));
        RecordException e =
                assertThrows(
                        RecordException.class,
                        () -> Network.in(Network.HERE, () -> Recorder.open(wrong)));

        assertTrue(e.getMessage().startsWith("record rk_none: no such interface; there are "));
        assertTrue(e.getMessage().contains(Network.DEVICE), e.getMessage());
        assertFalse(Files.exists(trace()));
    }

    @Test
    void aFolderThatIsNotThereIsNamed() {
        Path nowhere = folder.resolve("none/x.trace");
        RecordException e =
                assertThrows(
                        RecordException.class,
                        () -> Recorder.open(RecordOptions.of(nowhere, List.of("lo"))));

        assertEquals(
                "create " + nowhere + ": there is no folder " + nowhere.getParent(),
                e.getMessage());
    }

    @Test
    void aFullDiskEndsTheRecordingAndLeavesAReadableTrace() throws Exception {
        Network.run("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", folder.toString());
        try {
            RecordException e =
                    assertThrows(
                            RecordException.class,
                            () -> record(options(), () -> send(BYTES, 1000)));
            assertTrue(e.getMessage().contains("No space left on device"), e.getMessage());
            assertTrue(eventCount() > 0);
            assertEquals(Set.of(), links(ProcessHandle.current().pid()));
        } finally {
            Network.run("umount", folder.toString());
        }
    }

    @Test
    void nothingIsAttachedAfterAKill() throws Exception {
        Process recorder = Network.java(Network.HERE, RecordingProcess.class, trace().toString());
        try (BufferedReader output = recorder.inputReader()) {
            Network.await(output, "READY");
            Set<Integer> attached = links(recorder.pid());
            assertTrue(attached.size() > 3, "no links found: " + attached);
            send(100_000, 1000);
            recorder.destroyForcibly().waitFor(); // SIGKILL
            Set<Integer> left = left(attached);
            for (int i = 0; i < 100 && !left.isEmpty(); i++) {
                Thread.sleep(50); // the kernel frees links after the process is gone
                left = left(attached);
            }
            assertEquals(Set.of(), left);
        }
        String qdiscs = Network.run("tc", "-n", Network.HERE, "qdisc", "show");
        assertFalse(qdiscs.contains("clsact"), qdiscs);
        try (TraceReader reader = TraceReader.open(trace())) {
            reader.verify();
            assertEquals(List.of(), reader.damages());
            assertFalse(reader.complete());
        }
    }

    @Test
    void theDoctorFindsNoHindranceWhereRecordingWorks() throws Exception {
        List<Finding> findings = Network.in(Network.HERE, Doctor::examine);

        assertTrue(findings.size() >= 4 + Group.values().length, findings.toString());
        for (Finding finding : findings) {
            assertFalse(finding.level() == Finding.Level.PREVENTS, finding.toString());
        }
    }

    /** OutSegs leaves retransmissions out (__tcp_transmit_skb(), net/ipv4/tcp_output.c). */
    private static long segmentsSent() throws Exception {
        return Network.tcpCounter(Network.HERE, "OutSegs")
                + Network.tcpCounter(Network.HERE, "RetransSegs");
    }

    /** Waits until no segment has passed for a while: the last FIN is acknowledged. */
    private static void awaitSilence() throws Exception {
        long before = -1;
        for (long now = segmentsSent(); now != before; now = segmentsSent()) {
            before = now;
            Thread.sleep(300);
        }
    }

    private Path trace() {
        return folder.resolve("x.trace");
    }

    private RecordOptions options() {
        return RecordOptions.of(trace(), List.of("lo", Network.DEVICE))
                .withPollInterval(Duration.ofMillis(2));
    }

    private interface Body {
        void run() throws Exception;
    }

    /** Records {@link Network#HERE} while {@code body} runs. */
    private static RecordSummary record(RecordOptions options, Body body) throws Exception {
        return Network.in(
                Network.HERE,
                () -> {
                    try (Recorder recorder = Recorder.open(options)) {
                        body.run();
                        return recorder.stop();
                    }
                });
    }

    private static void send(long bytes, int write) throws Exception {
        Process sender = Network.sender(Long.toString(bytes), Integer.toString(write));
        String output = new String(sender.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, sender.waitFor(), output);
    }

    /** Those of {@code links} that are in the kernel still. */
    private static Set<Integer> left(Set<Integer> links) throws Exception {
        Set<Integer> ids = new TreeSet<>();
        Matcher id =
                Pattern.compile("(?m)^(\\d+): ").matcher(Network.run("bpftool", "link", "show"));
        while (id.find()) {
            ids.add(Integer.parseInt(id.group(1)));
        }
        ids.retainAll(links);
        return ids;
    }

    /** Numbers of the links that a process holds (/proc/PID/fdinfo). */
    private static Set<Integer> links(long pid) throws Exception {
        Set<Integer> ids = new TreeSet<>();
        try (var infos = Files.newDirectoryStream(Path.of("/proc/" + pid + "/fdinfo"))) {
            for (Path info : infos) {
                Matcher id = LINK_ID.matcher(text(info));
                if (id.find()) {
                    ids.add(Integer.parseInt(id.group(1)));
                }
            }
        }
        return ids;
    }

    /** Empty for a descriptor that was closed meanwhile. */
    private static String text(Path info) {
        try {
            return Files.readString(info);
        } catch (java.io.IOException e) {
            return "";
        }
    }

    private long eventCount() {
        try (TraceReader reader = TraceReader.open(trace())) {
            reader.verify();
            assertEquals(List.of(), reader.damages());
            return reader.eventCount();
        }
    }

    private static long events(RecordSummary summary, Probe probe) {
        return summary.counts().stream()
                .filter(count -> count.hook() == probe.hook())
                .mapToLong(HookCounts::events)
                .sum();
    }

    private static LongPredicate is(long wanted) {
        return value -> value == wanted;
    }

    private long count(int type, LongPredicate direction) {
        return walk(type, null, 0, direction);
    }

    private long sum(int type, Field field, long least, LongPredicate direction) {
        return walk(type, field, least, direction);
    }

    /**
     * Over the events of a type: how many, or the sum of {@code field}, each at least {@code
     * least}. Packets, with state and without, only where their direction is wanted.
     */
    private long walk(int type, Field field, long least, LongPredicate direction) {
        try (TraceReader reader = TraceReader.open(trace())) {
            EventCursor cursor = reader.events();
            long sum = 0;
            while (cursor.next()) {
                boolean packet = type == PacketEvent.TYPE.id();
                boolean state = packet && cursor.type() == PacketStateEvent.TYPE.id();
                long shift = state ? STATE_BYTES : 0;
                if ((cursor.type() == type || state)
                        && (!packet || direction.test(get(cursor, PacketEvent.DIRECTION, shift)))) {
                    sum += field == null ? 1 : Math.max(least, get(cursor, field, shift));
                }
            }
            return sum;
        }
    }

    /** What lies before a packet's fields in a packet_state_event. */
    private static final long STATE_BYTES =
            PacketStateEvent.IFINDEX.offset() - PacketEvent.IFINDEX.offset();

    private static long get(EventCursor cursor, Field field, long shift) {
        return field.get(cursor.segment(), cursor.at() + shift);
    }
}
