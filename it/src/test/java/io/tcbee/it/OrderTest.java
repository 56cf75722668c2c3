package io.tcbee.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tcbee.it.Tcbee.Recording;
import io.tcbee.it.Tcbee.Result;
import io.tcbee.model.EventHeader;
import io.tcbee.trace.EventCursor;
import io.tcbee.trace.TraceReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events of a connection whose threads move from CPU to CPU are in the order of the wire. */
class OrderTest {
    private static final int BYTES = 60_000_000;

    @TempDir private Path folder;

    @BeforeEach
    void needs() {
        Needs.lab();
        Needs.command("tcpdump");
        Needs.command("taskset");
    }

    @Test
    void noSequenceNumberRunsBackwardsUnlessItDidOnTheWire() {
        Path trace = folder.resolve("order.tcbee");
        List<WirePacket> captured;
        try (Namespace a = Namespace.open();
                Namespace b = Namespace.open()) {
            a.veth("va", b, "vb", 1);
            a.ip("link set va gso_max_segs 4");
            Capture capture = Capture.start(a, "va", folder);
            Recording recording =
                    Recording.start(
                            a.command(
                                    Tcbee.LAUNCHER, "record", "va", "-o", trace.toString(), "-q"));
            try (Hopping _ = Hopping.start()) {
                Exchange.run(a, b, "10.78.1.2", BYTES, BYTES);
            }
            Result ended = recording.stop();
            assertEquals(0, ended.exit(), ended::out);
            assertTrue(ended.out().contains(" 0 lost"), ended::out);
            captured =
                    capture.stop().stream().map(WirePacket::of).flatMap(Optional::stream).toList();
        }
        assertTrue(cpusOfOneSide(trace) > 1, "the connection was on several CPUs");
        List<Long> wire = relative(captured);
        assertEquals(wire, stored(trace), "in the trace");
        assertEquals(wire, inDatabase(trace), "in the database");
    }

    /** Sequence numbers of the client's packets, from its SYN on. */
    private static List<Long> relative(List<WirePacket> packets) {
        List<Long> seqs = new ArrayList<>();
        long first = 0;
        for (WirePacket packet : packets) {
            if (packet.destinationPort() == Exchange.PORT) {
                first = seqs.isEmpty() ? packet.seq() : first;
                seqs.add((packet.seq() - first) & 0xffff_ffffL);
            }
        }
        return seqs;
    }

    private static List<Long> stored(Path trace) {
        return relative(RecordedPacket.of(trace).stream().map(WirePacket::of).toList());
    }

    private List<Long> inDatabase(Path trace) {
        Path database = folder.resolve("order.duckdb");
        Result processed = Tcbee.run("process", trace.toString(), "-o", database.toString());
        assertEquals(0, processed.exit(), processed::err);
        return Database.numbers(
                database, "SELECT seq FROM packets WHERE side = 0 ORDER BY time_ns");
    }

    private static int cpusOfOneSide(Path trace) {
        Map<Long, Set<Long>> cpus = new HashMap<>();
        try (TraceReader reader = TraceReader.open(trace)) {
            for (EventCursor events = reader.events(); events.next(); ) {
                cpus.computeIfAbsent(
                                EventHeader.COOKIE.get(events.segment(), events.at()),
                                _ -> new HashSet<>())
                        .add(EventHeader.CPU.get(events.segment(), events.at()));
            }
        }
        cpus.remove(0L);
        return cpus.values().stream().mapToInt(Set::size).max().orElse(0);
    }
}
