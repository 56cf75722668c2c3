package io.tcbee.lab;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * What the path did to every TCP packet, in order of arrival: the ground truth.
 *
 * <p>One thread (the wire) appends, any number read at the same time; a reader sees the rows that
 * were whole when it began. Times are ns of {@code CLOCK_MONOTONIC}. Packets that are not TCP are
 * delayed, delivered and only counted.
 */
public final class PathLog {
    private static final int SHIFT = 12;
    private static final int CHUNK = 1 << SHIFT;
    private static final long NEVER = -1;

    /** Columns of {@link #CHUNK} rows. */
    private static final class Chunk {
        final long[] timeNs = new long[CHUNK];
        final long[] releaseNs = new long[CHUNK];
        final long[] departureNs = new long[CHUNK];
        final long[] queueDelayNs = new long[CHUNK];
        final long[] queueBytes = new long[CHUNK];
        final int[] seq = new int[CHUNK];
        final int[] ack = new int[CHUNK];
        final int[] payload = new int[CHUNK];
        final char[] sourcePort = new char[CHUNK];
        final char[] destinationPort = new char[CHUNK];
        final short[] actions = new short[CHUNK];
        final byte[] flags = new byte[CHUNK];
        final byte[] version = new byte[CHUNK];
        final byte[] direction = new byte[CHUNK];
    }

    private volatile Chunk[] chunks = {};
    private volatile long size;
    private volatile long otherPackets;
    private volatile long undelivered;

    PathLog() {}

    /** Rows so far: TCP packets that the path has seen. */
    public long size() {
        return size;
    }

    /** Packets that were not TCP (neighbour discovery, ICMP, ...). */
    public long otherPackets() {
        return otherPackets;
    }

    /** Packets that a device refused when the path delivered them; 0 unless the machine is ill. */
    public long undelivered() {
        return undelivered;
    }

    /** TCP packets that came from one side. */
    public long count(Direction direction) {
        return countBits(direction, -1);
    }

    /** TCP packets of one direction that met {@code action}, alone or among others. */
    public long count(Direction direction, Action action) {
        return countBits(direction, action.bit());
    }

    /** TCP packets of one direction that were lost, for whatever reason. */
    public long dropped(Direction direction) {
        int drops = 0;
        for (Action action : Action.values()) {
            drops |= action.isDrop() ? action.bit() : 0;
        }
        return countBits(direction, drops);
    }

    /**
     * Segments of one direction that began below what the same sender had sent already, SYN and FIN
     * included: retransmissions and keep-alives, as the path saw them.
     */
    public long repeated(Direction direction) {
        Map<Integer, Integer> ends = new HashMap<>(); // per connection, past the last byte sent
        long count = 0;
        for (Row row = rows(); row.next(); ) {
            if (row.direction() != direction || row.sequenceLength() == 0) {
                continue;
            }
            int connection = row.sourcePort() << 16 | row.destinationPort();
            int seq = (int) row.seq();
            Integer end = row.isFirstSyn(ends.get(connection)) ? null : ends.get(connection);
            if (end != null && seq - end < 0) {
                count++;
            }
            int next = seq + row.sequenceLength();
            ends.put(connection, end == null || next - end > 0 ? next : end);
        }
        return count;
    }

    private long countBits(Direction direction, int bits) {
        long count = 0;
        for (Row row = rows(); row.next(); ) {
            if (row.direction() == direction && (row.actionBits() & bits) != 0) {
                count++;
            }
        }
        return count;
    }

    /** A cursor before the first row, over the rows that exist now. */
    public Row rows() {
        return new Row(this);
    }

    /** Writes one JSON object per packet and line; overwrites {@code file}. */
    public void writeJsonLines(Path file) {
        write(file, "", PathLogText::json);
    }

    /** Writes a header line and one line per packet, separated by tabs; overwrites it. */
    public void writeTsv(Path file) {
        write(file, PathLogText.TSV_HEADER, PathLogText::tsv);
    }

    private void write(Path file, String header, PathLogText.Line line) {
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            out.write(header);
            StringBuilder text = new StringBuilder(256);
            for (Row row = rows(); row.next(); text.setLength(0)) {
                line.append(row, text);
                out.append(text.append('\n'));
            }
        } catch (IOException e) {
            throw new LabException("write path log " + file + ": " + e.getMessage(), e);
        }
    }

    /** Adds a row for the packet that {@code way} has just decided about. */
    long append(Direction direction, Packet packet, long nowNs, OneWay way, int actions) {
        long row = size;
        if (row >> SHIFT == chunks.length) {
            Chunk[] more = Arrays.copyOf(chunks, chunks.length + 1);
            more[chunks.length] = new Chunk();
            chunks = more;
        }
        Chunk chunk = chunks[(int) (row >> SHIFT)];
        int at = (int) row & CHUNK - 1;
        boolean dropped = Action.isDrop(actions);
        chunk.timeNs[at] = nowNs;
        chunk.direction[at] = (byte) (direction == Direction.A_TO_B ? 0 : 1);
        chunk.version[at] = (byte) packet.version;
        chunk.sourcePort[at] = (char) packet.sourcePort;
        chunk.destinationPort[at] = (char) packet.destinationPort;
        chunk.seq[at] = packet.seq;
        chunk.ack[at] = packet.ack;
        chunk.payload[at] = packet.payload;
        chunk.flags[at] = (byte) packet.flags;
        chunk.actions[at] = (short) actions;
        chunk.queueBytes[at] = way.queueBytes();
        chunk.queueDelayNs[at] = dropped ? NEVER : way.queueDelayNs();
        chunk.releaseNs[at] = dropped ? NEVER : way.releaseNs();
        chunk.departureNs[at] = NEVER;
        size = row + 1;
        return row;
    }

    /** Notes when a packet really left; the first time counts. */
    void departed(long row, long nowNs) {
        Chunk chunk = chunks[(int) (row >> SHIFT)];
        int at = (int) row & CHUNK - 1;
        if (chunk.departureNs[at] == NEVER) {
            chunk.departureNs[at] = nowNs;
        }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
    void other() {
        otherPackets++;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
    void refused() {
        undelivered++;
    }

    /** A cursor over rows; the accessors speak of the row that {@link #next} has moved to. */
    public static final class Row {
        private final long end;
        private final Chunk[] chunks;
        private long index = -1;
        private Chunk chunk;
        private int at;

        private Row(PathLog log) {
            end = log.size;
            chunks = log.chunks;
        }

        /** Moves to the next row; false at the end. */
        public boolean next() {
            if (index + 1 >= end) {
                return false;
            }
            index++;
            chunk = chunks[(int) (index >> SHIFT)];
            at = (int) index & CHUNK - 1;
            return true;
        }

        /** The row's number, from 0. */
        public long index() {
            return index;
        }

        /** When the packet entered the path, ns, CLOCK_MONOTONIC. */
        public long timeNs() {
            return chunk.timeNs[at];
        }

        /** Which way it went. */
        public Direction direction() {
            return chunk.direction[at] == 0 ? Direction.A_TO_B : Direction.B_TO_A;
        }

        /** 4 or 6. */
        public int version() {
            return chunk.version[at];
        }

        /** TCP source port. */
        public int sourcePort() {
            return chunk.sourcePort[at];
        }

        /** TCP destination port. */
        public int destinationPort() {
            return chunk.destinationPort[at];
        }

        /** The client's port, whichever way the packet went. */
        public int clientPort() {
            return direction() == Direction.A_TO_B ? sourcePort() : destinationPort();
        }

        /** Sequence number as on the wire, 0 to 2^32 - 1. */
        public long seq() {
            return Integer.toUnsignedLong(chunk.seq[at]);
        }

        /** Acknowledgment number as on the wire, 0 to 2^32 - 1. */
        public long ack() {
            return Integer.toUnsignedLong(chunk.ack[at]);
        }

        /** Bytes of TCP payload. */
        public int payload() {
            return chunk.payload[at];
        }

        /**
         * How much of the sequence space it takes: payload, SYN and FIN (RFC 9293, section 3.4).
         */
        public int sequenceLength() {
            return payload() + (flags() & Packet.FIN) + ((flags() & Packet.SYN) >> 1);
        }

        /** A SYN that begins another use of the ports, of whose former one {@code end} was past. */
        private boolean isFirstSyn(Integer end) {
            return (flags() & Packet.SYN) != 0 && end != null && end != (int) seq() + 1;
        }

        /** The flag byte of the TCP header: FIN 1, SYN 2, RST 4, PSH 8, ACK 16, ECE 64, CWR 128. */
        public int flags() {
            return Byte.toUnsignedInt(chunk.flags[at]);
        }

        /** Whether {@code action} was done to the packet. */
        public boolean has(Action action) {
            return (actionBits() & action.bit()) != 0;
        }

        /** Whether the packet was lost. */
        public boolean isDropped() {
            return Action.isDrop(actionBits());
        }

        /** The names of the actions, e.g. {@code forward}, {@code drop_queue}, {@code ce+dup}. */
        public String actions() {
            return Action.text(actionBits());
        }

        private int actionBits() {
            return chunk.actions[at];
        }

        /** Bytes in the bottleneck's queue that the packet found. */
        public long queueBytes() {
            return chunk.queueBytes[at];
        }

        /** Wait for the bottleneck, ns, without the packet's own transmission; -1 if dropped. */
        public long queueDelayNs() {
            return chunk.queueDelayNs[at];
        }

        /** When the packet was due to leave, ns, CLOCK_MONOTONIC; -1 if dropped. */
        public long releaseNs() {
            return chunk.releaseNs[at];
        }

        /** When the packet did leave, ns, CLOCK_MONOTONIC; -1 if dropped or still under way. */
        public long departureNs() {
            return chunk.departureNs[at];
        }
    }
}
