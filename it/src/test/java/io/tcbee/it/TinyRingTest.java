package io.tcbee.it;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tcbee.it.Tcbee.Recording;
import io.tcbee.it.Tcbee.Result;
import io.tcbee.model.EventHeader;
import io.tcbee.model.EventTypes;
import io.tcbee.model.PacketEvent;
import io.tcbee.model.PacketStateEvent;
import io.tcbee.trace.ConnectionLoss;
import io.tcbee.trace.EventCursor;
import io.tcbee.trace.Hook;
import io.tcbee.trace.HookCounts;
import io.tcbee.trace.LossReport;
import io.tcbee.trace.TraceReader;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A recorder that is stopped while the kernel goes on: what has no room is counted, to the last
 * event.
 */
class TinyRingTest {
    private static final int UP = 60_000_000;
    private static final int DOWN = 20_000_000;

    @TempDir private Path folder;

    @BeforeEach
    void needs() {
        Needs.lab();
    }

    @Test
    void producedIsStoredPlusLostOfEveryHook() {
        Path trace = folder.resolve("tiny.tcbee");
        long sent;
        long received;
        try (Namespace a = Namespace.open();
                Namespace b = Namespace.open()) {
            a.veth("va", b, "vb", 1);
            // Many packets: two segments each at most.
            a.ip("link set va gso_max_segs 2");
            b.ip("link set vb gso_max_segs 2");
            Recording recording =
                    Recording.start(
                            a.command(
                                    Tcbee.LAUNCHER,
                                    "record",
                                    "va",
                                    "-o",
                                    trace.toString(),
                                    "--ring",
                                    "1",
                                    "-q"));
            Map<String, Long> before = statistics(a);
            Exchange.run(a, b, "10.78.1.2", UP / 10, DOWN / 10);
            Shell.run("kill", "-STOP", Long.toString(recording.pid()));
            Exchange.run(a, b, "10.78.1.2", UP, DOWN);
            Shell.run("kill", "-CONT", Long.toString(recording.pid()));
            Exchange.run(a, b, "10.78.1.2", UP / 10, DOWN / 10);
            Map<String, Long> after = statistics(a);
            sent = after.get("tx") - before.get("tx");
            received = after.get("rx") - before.get("rx");
            Result ended = recording.stop();
            assertEquals(0, ended.exit(), ended::out);
        }
        try (TraceReader reader = TraceReader.open(trace)) {
            long lost = reader.counts().stream().mapToLong(HookCounts::lost).sum();
            long told =
                    reader.losses().stream()
                            .flatMap(report -> report.losses().stream())
                            .mapToLong(LossReport.Loss::lost)
                            .sum();
            Map<String, Long> stored = stored(reader);
            assertAll(
                    () -> assertTrue(lost > 1000, "the ring was full: " + lost),
                    () -> assertEquals(lost, told, "lost at the end = lost as reported meanwhile"),
                    () -> assertTrue(kinds(reader) >= 4, "several hooks lost events"),
                    () -> assertEquals(lost, ofConnections(reader), "each loss is somebody's"),
                    () -> assertEquals(lost, inDatabase(trace), "each is in the database"),
                    () -> assertStored(reader, stored),
                    // veth counts what passed TCX: each packet once, however many segments it has
                    () -> assertAbout(sent, sum(reader, "packet_egress", HookCounts::seen)),
                    () -> assertAbout(received, sum(reader, "packet_ingress", HookCounts::seen)));
        }
    }

    private static long ofConnections(TraceReader reader) {
        return reader.connectionLosses().stream().mapToLong(ConnectionLoss::lost).sum();
    }

    private long inDatabase(Path trace) {
        Path database = folder.resolve("tiny.duckdb");
        Result processed = Tcbee.run("process", trace.toString(), "-o", database.toString());
        assertEquals(0, processed.exit(), processed::err);
        return Database.numbers(database, "SELECT sum(lost)::BIGINT FROM lost_events").getFirst();
    }

    /** Neighbours may be asked for between the two looks at the device and at the hooks. */
    private static void assertAbout(long device, long hook) {
        assertTrue(
                hook >= device && hook <= device + 20, () -> "device " + device + " hook " + hook);
    }

    private static long kinds(TraceReader reader) {
        return reader.counts().stream()
                .filter(each -> each.lost() > 0)
                .map(HookCounts::hook)
                .distinct()
                .count();
    }

    private static Map<String, Long> statistics(Namespace namespace) {
        Map<String, Long> packets = new HashMap<>();
        for (String way : new String[] {"rx", "tx"}) {
            String file = "/sys/class/net/va/statistics/" + way + "_packets";
            packets.put(way, Long.parseLong(Shell.run(namespace.command("cat", file)).strip()));
        }
        return packets;
    }

    /** Events in the file, by the hook that makes them, as far as a hook has a type of its own. */
    private static Map<String, Long> stored(TraceReader reader) {
        Map<String, Long> stored = new TreeMap<>();
        for (EventCursor events = reader.events(); events.next(); ) {
            stored.merge(maker(events), 1L, Long::sum);
        }
        return stored;
    }

    private static String maker(EventCursor events) {
        int type = events.type();
        if (type == PacketStateEvent.TYPE.id()) {
            return "packet_egress";
        }
        if (type == PacketEvent.TYPE.id()) {
            boolean out = PacketEvent.DIRECTION.get(events.segment(), events.at()) == 1;
            return out ? "packet_egress" : "packet_ingress";
        }
        assertTrue(EventHeader.TIME_NS.get(events.segment(), events.at()) > 0);
        return EventTypes.byId(type).name().replace("_event", "");
    }

    private static void assertStored(TraceReader reader, Map<String, Long> stored) {
        for (String hook :
                new String[] {"packet_egress", "packet_ingress", "tcp_probe", "tcp_destroy_sock"}) {
            long events = sum(reader, hook, HookCounts::events);
            long lost = sum(reader, hook, HookCounts::lost);
            assertEquals(events, stored.getOrDefault(hook, 0L) + lost, hook);
        }
        long events = reader.counts().stream().mapToLong(HookCounts::events).sum();
        long lost = reader.counts().stream().mapToLong(HookCounts::lost).sum();
        assertEquals(events, reader.eventCount() + lost, "all hooks");
    }

    private static long sum(TraceReader reader, String name, ToLongFunction<HookCounts> which) {
        return reader.counts().stream()
                .filter(each -> isNamed(reader, each.hook(), name))
                .mapToLong(which)
                .sum();
    }

    private static boolean isNamed(TraceReader reader, int id, String name) {
        return reader.info().hooks().stream()
                .anyMatch((Hook hook) -> hook.id() == id && hook.name().equals(name));
    }
}
