package io.tcbee.trace;

import static io.tcbee.trace.TraceFormat.U32;
import static io.tcbee.trace.TraceFormat.U64;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * The payload of a FOOTER chunk, the last one of a complete file.
 *
 * <pre>
 *   0      u32  number of counts, u32 number of index entries
 *   8      counts, 48 bytes each:
 *            u32 hook, u32 cpu, u64 seen, u64 filtered, u64 events, u64 lost, u64 recursion misses
 *   ...    index, 40 bytes for each chunk before the footer, in order:
 *            u64 position, u32 type, u32 cpu, u32 payload length, u32 events,
 *            u64 min time, u64 max time
 *   end-16 u64  position of the footer's own header
 *   end-8       "TCBEEEND"
 * </pre>
 */
final class Footer {
    private static final int COUNTS = 48;
    static final int ENTRY = 40;
    private static final int START = 8;

    /** Bytes at the very end of a complete file. */
    static final int TRAILER = 16;

    private Footer() {}

    /** Bytes of the payload. */
    static long length(int counts, int entries) {
        return START + (long) COUNTS * counts + (long) ENTRY * entries + TRAILER;
    }

    static byte[] encode(List<HookCounts> counts, ChunkIndex index, long position) {
        long length = length(counts.size(), index.size());
        byte[] payload = new byte[Math.toIntExact(length)];
        MemorySegment bytes = MemorySegment.ofArray(payload);
        bytes.set(U32, 0, counts.size());
        bytes.set(U32, 4, index.size());
        long at = START;
        for (HookCounts c : counts) {
            bytes.set(U32, at, c.hook());
            bytes.set(U32, at + 4, c.cpu());
            bytes.set(U64, at + 8, c.seen());
            bytes.set(U64, at + 16, c.filtered());
            bytes.set(U64, at + 24, c.events());
            bytes.set(U64, at + 32, c.lost());
            bytes.set(U64, at + 40, c.recursionMisses());
            at += COUNTS;
        }
        for (int row = 0; row < index.size(); row++) {
            bytes.set(U64, at, index.position(row));
            bytes.set(U32, at + 8, index.type(row));
            bytes.set(U32, at + 12, index.cpu(row));
            bytes.set(U32, at + 16, index.payloadLength(row));
            bytes.set(U32, at + 20, index.events(row));
            bytes.set(U64, at + 24, index.minTimeNs(row));
            bytes.set(U64, at + 32, index.maxTimeNs(row));
            at += ENTRY;
        }
        bytes.set(U64, at, position);
        bytes.set(U64, at + 8, TraceFormat.END_MAGIC);
        return payload;
    }

    /**
     * @throws IndexOutOfBoundsException if the payload is shorter than its numbers say
     */
    static List<HookCounts> counts(MemorySegment payload) {
        List<HookCounts> counts = new ArrayList<>();
        long end = START + COUNTS * Integer.toUnsignedLong(payload.get(U32, 0));
        for (long at = START; at < end; at += COUNTS) {
            counts.add(
                    new HookCounts(
                            payload.get(U32, at),
                            payload.get(U32, at + 4),
                            payload.get(U64, at + 8),
                            payload.get(U64, at + 16),
                            payload.get(U64, at + 24),
                            payload.get(U64, at + 32),
                            payload.get(U64, at + 40)));
        }
        return List.copyOf(counts);
    }

    /**
     * @throws IndexOutOfBoundsException if the payload is shorter than its numbers say
     */
    static ChunkIndex index(MemorySegment payload) {
        ChunkIndex index = new ChunkIndex();
        long at = START + COUNTS * Integer.toUnsignedLong(payload.get(U32, 0));
        long end = at + ENTRY * Integer.toUnsignedLong(payload.get(U32, 4));
        for (; at < end; at += ENTRY) {
            index.add(
                    payload.get(U64, at),
                    payload.get(U32, at + 8),
                    payload.get(U32, at + 12),
                    payload.get(U32, at + 16),
                    payload.get(U32, at + 20),
                    payload.get(U64, at + 24),
                    payload.get(U64, at + 32));
        }
        return index;
    }
}
