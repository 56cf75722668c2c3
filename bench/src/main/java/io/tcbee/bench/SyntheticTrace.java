package io.tcbee.bench;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.tcbee.model.EventHeader;
import io.tcbee.model.EventType;
import io.tcbee.model.EventTypes;
import io.tcbee.model.Field;
import io.tcbee.model.PacketEvent;
import io.tcbee.model.SocketEvent;
import io.tcbee.model.TcpProbe;
import io.tcbee.model.TcpState;
import io.tcbee.trace.ClockPair;
import io.tcbee.trace.Interface;
import io.tcbee.trace.TraceInfo;
import io.tcbee.trace.TraceWriter;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * A trace of made-up traffic: two CPUs, bulk senders whose shares follow Zipf's law, 60 % packets
 * and 40 % {@code tcp_probe}; 2 million events a second of its own time. The same for the same
 * arguments.
 */
final class SyntheticTrace {
    private static final ValueLayout.OfShort U16 =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt U32 =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong U64 =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final int RECORD_HEADER = 8;
    private static final int CPUS = 2;
    private static final int SPAN = 4 << 20;
    private static final long STEP_NS = 500;
    private static final long BEGIN_NS = 1_000_000_000L;

    /** Events of one turn of a connection: two packets of data, their ACK, and two states. */
    private static final int TURN = 5;

    private final SplittableRandom random = new SplittableRandom(1);
    private final TraceWriter writer;
    private final MemorySegment[] spans = new MemorySegment[CPUS];
    private final long[] ends = new long[CPUS];
    private final SyntheticSender[] senders;
    private final int[] turns; // connections by their share
    private final boolean states;
    private long timeNs = BEGIN_NS;
    private long events;

    private SyntheticTrace(
            TraceWriter writer, int connections, int[] turns, boolean states, Arena arena) {
        this.writer = writer;
        this.states = states;
        for (int cpu = 0; cpu < CPUS; cpu++) {
            spans[cpu] = arena.allocate(SPAN + 4096, 8);
        }
        senders = new SyntheticSender[connections];
        for (int i = 0; i < connections; i++) {
            senders[i] = new SyntheticSender(i);
        }
        this.turns = turns;
    }

    /** Writes at least {@code events} events; returns how many. */
    static long write(Path path, long events, int connections) {
        return write(path, events, connections, 0);
    }

    /**
     * As above.
     *
     * @param share of all turns that the first connection has before the rest is dealt out
     */
    static long write(Path path, long events, int connections, double share) {
        return write(path, events, connections, zipf(connections, share), true);
    }

    /** The same of packets only, all connections alike, one after the other. */
    static long packets(Path path, long packets, int connections) {
        return write(path, packets, connections, evenly(connections), false);
    }

    private static long write(
            Path path, long events, int connections, int[] turns, boolean states) {
        TraceInfo info =
                new TraceInfo(
                        new UUID(events, connections),
                        "bench",
                        "host",
                        "kernel",
                        CPUS,
                        new ClockPair(BEGIN_NS, 1_700_000_000_000_000_000L, 0),
                        List.of(new Interface(2, "eth0", 1, "ethernet", 1500)),
                        List.of(),
                        List.of(),
                        EventTypes.ALL);
        try (TraceWriter writer = TraceWriter.create(path, info);
                Arena arena = Arena.ofConfined()) {
            SyntheticTrace trace = new SyntheticTrace(writer, connections, turns, states, arena);
            trace.write(events);
            return trace.events;
        }
    }

    private static int[] evenly(int connections) {
        int[] turns = new int[connections];
        Arrays.setAll(turns, i -> i);
        return turns;
    }

    private static int[] zipf(int connections, double share) {
        int[] turns = new int[1 << 16];
        double sum = 0;
        for (int i = 1; i <= connections; i++) {
            sum += 1.0 / i;
        }
        double until = share;
        int at = 0;
        for (int i = 0; i < connections; i++) {
            until += (1 - share) / (i + 1) / sum;
            while (at < turns.length && at < until * turns.length) {
                turns[at++] = i;
            }
        }
        return turns;
    }

    private void write(long wanted) {
        for (SyntheticSender each : senders) {
            socket(each);
        }
        for (int i = 0; events + TURN <= wanted; i++) {
            turn(senders[turns[states ? random.nextInt(turns.length) : i % turns.length]]);
        }
        for (int cpu = 0; cpu < CPUS; cpu++) {
            flush(cpu);
        }
        writer.finish(List.of());
    }

    private void turn(SyntheticSender sender) {
        sender.turn(timeNs, random);
        packet(sender, true, sender.firstSequence(), SyntheticSender.SEGMENT);
        packet(sender, true, sender.secondSequence(), SyntheticSender.SEGMENT);
        state(sender);
        packet(sender, false, 1, 0);
        state(sender);
    }

    private void socket(SyntheticSender sender) {
        MemorySegment span =
                begin(SocketEvent.TYPE, sender.cpu(), sender.cookie(), SocketEvent.TYPE.size());
        long at = ends[sender.cpu()] + RECORD_HEADER;
        MemorySegment.copy(
                sender.address(true), 0, span, JAVA_BYTE, at(SocketEvent.LOCAL_ADDRESS, at), 16);
        MemorySegment.copy(
                sender.address(false), 0, span, JAVA_BYTE, at(SocketEvent.REMOTE_ADDRESS, at), 16);
        set(span, at, SocketEvent.LOCAL_PORT, sender.port());
        set(span, at, SocketEvent.REMOTE_PORT, SyntheticSender.SERVER_PORT);
        set(span, at, SocketEvent.NETNS, 1);
        set(span, at, TcpState.SK_STATE, 1);
        set(span, at, SocketEvent.WSCALE_OK, 1);
        set(span, at, SocketEvent.RCV_WSCALE, 7);
        set(span, at, SocketEvent.SND_WSCALE, 7);
        set(span, at, TcpState.SND_UNA, sender.initial());
        set(span, at, TcpState.RCV_NXT, 1);
        end(sender, SocketEvent.TYPE.size());
    }

    private void packet(SyntheticSender sender, boolean outgoing, long sequence, int payload) {
        byte[] headers = sender.headers(outgoing, (int) sequence, payload, timeNs, random);
        int length = (int) PacketEvent.HEADERS.offset() + headers.length;
        MemorySegment span =
                begin(PacketEvent.TYPE, sender.cpu(), outgoing ? sender.cookie() : 0, length);
        long at = ends[sender.cpu()] + RECORD_HEADER;
        set(span, at, PacketEvent.IFINDEX, 2);
        set(span, at, PacketEvent.DIRECTION, outgoing ? 1 : 0);
        set(span, at, PacketEvent.PAYLOAD_LENGTH, payload);
        set(span, at, PacketEvent.GSO_SEGS, 1);
        set(span, at, PacketEvent.IP_LENGTH, 20);
        set(span, at, PacketEvent.TCP_LENGTH, headers.length - 20);
        MemorySegment.copy(
                headers, 0, span, JAVA_BYTE, at(PacketEvent.HEADERS, at), headers.length);
        end(sender, length);
    }

    private void state(SyntheticSender sender) {
        if (!states) {
            return;
        }
        int length = TcpProbe.TYPE.size();
        MemorySegment span = begin(TcpProbe.TYPE, sender.cpu(), sender.cookie(), length);
        long at = ends[sender.cpu()] + RECORD_HEADER;
        sender.state((field, value) -> set(span, at, field, value), timeNs, random);
        end(sender, length);
    }

    private MemorySegment begin(EventType type, int cpu, long cookie, int length) {
        if (ends[cpu] > SPAN) {
            flush(cpu);
        }
        timeNs += STEP_NS;
        MemorySegment span = spans[cpu];
        span.asSlice(ends[cpu], padded(RECORD_HEADER + length)).fill((byte) 0);
        long at = ends[cpu] + RECORD_HEADER;
        span.set(U32, ends[cpu], length);
        set(span, at, EventHeader.TIME_NS, timeNs);
        set(span, at, EventHeader.COOKIE, cookie);
        set(span, at, EventHeader.TYPE, type.id());
        set(span, at, EventHeader.LENGTH, length);
        set(span, at, EventHeader.CPU, cpu);
        return span;
    }

    private void end(SyntheticSender sender, int length) {
        ends[sender.cpu()] += padded(RECORD_HEADER + length);
        events++;
    }

    private void flush(int cpu) {
        if (ends[cpu] > 0) {
            writer.records(cpu, spans[cpu].asSlice(0, ends[cpu]));
            ends[cpu] = 0;
        }
    }

    private static long padded(long length) {
        return (length + 7) & -8;
    }

    private static long at(Field field, long event) {
        return event + field.offset();
    }

    private static void set(MemorySegment span, long event, Field field, long value) {
        long at = event + field.offset();
        switch (field.kind()) {
            case U8 -> span.set(JAVA_BYTE, at, (byte) value);
            case U16 -> span.set(U16, at, (short) value);
            case U32, S32 -> span.set(U32, at, (int) value);
            case U64 -> span.set(U64, at, value);
            case BYTES, TEXT -> throw new IllegalArgumentException("field=" + field.name());
        }
    }
}
