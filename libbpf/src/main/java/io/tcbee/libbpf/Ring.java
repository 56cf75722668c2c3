package io.tcbee.libbpf;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/**
 * The consumer's end of a {@code BPF_MAP_TYPE_RINGBUF}, read in place.
 *
 * <pre>
 *   page 0            page 1            page 2 ...           page 2 + n ...
 *  +-----------------+-----------------+--------------------+--------------------+
 *  | u64 consumed    | u64 produced    | data, n pages      | the same n pages   |
 *  | (we write)      | (we read)       | (we read)          | mapped once more   |
 *  +-----------------+-----------------+--------------------+--------------------+
 *                                         a record never wraps ^
 *  record:  u32 length | BUSY 2^31 | DISCARD 2^30,  u32 page offset,  bytes,  padding to 8
 * </pre>
 *
 * <p>Both positions only grow; modulo the size they are offsets into data. The kernel writes a
 * record's length word with release after its bytes (bpf_ringbuf_commit(), kernel/bpf/ringbuf.c),
 * so a length read with acquire and without BUSY means that the record is whole. Space goes back
 * with one release store per drain.
 *
 * <p>One thread drains; {@link #filled} may be asked by any.
 */
public final class Ring implements AutoCloseable {
    /** Receives what a {@link #drain} found. */
    @FunctionalInterface
    public interface Sink {
        /**
         * Takes whole committed records, one after another as in the picture; {@code records} is
         * valid during the call only.
         */
        void records(MemorySegment records);
    }

    private static final int BUSY = 1 << 31;
    private static final int DISCARD = 1 << 30;
    private static final int HEADER_BYTES = 8;

    private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();
    private static final VarHandle INT = ValueLayout.JAVA_INT.varHandle();

    private final MemorySegment consumer;
    private final MemorySegment producer;
    private final MemorySegment data;
    private final long size;
    private final Runnable unmap;
    private long records;
    private long discarded;

    private Ring(
            MemorySegment consumer, MemorySegment producer, MemorySegment data, Runnable unmap) {
        this.consumer = consumer;
        this.producer = producer;
        this.data = data;
        this.size = data.byteSize() / 2;
        this.unmap = unmap;
        if (Long.bitCount(size) != 1) {
            throw new IllegalArgumentException("not a power of two: size=" + size);
        }
    }

    /** A ring on the given memory: {@code data} holds the ring twice, as the kernel maps it. */
    public static Ring of(MemorySegment consumer, MemorySegment producer, MemorySegment data) {
        return new Ring(consumer, producer, data, () -> {});
    }

    /** Maps the pages of a loaded or created ring buffer. {@link #close} unmaps them. */
    @SuppressWarnings("MustBeClosedChecker") // the ring owns the arena, close() closes it
    public static Ring of(BpfMap ringbuf) {
        long page = Pages.size();
        long size = ringbuf.maxEntries();
        Arena arena = Arena.ofShared();
        try {
            int both = Pages.PROT_READ | Pages.PROT_WRITE;
            MemorySegment consumer = Pages.map(arena, ringbuf.fd(), 0, page, both);
            MemorySegment rest =
                    Pages.map(arena, ringbuf.fd(), page, page + 2 * size, Pages.PROT_READ);
            return new Ring(
                    consumer, rest.asSlice(0, page), rest.asSlice(page, 2 * size), arena::close);
        } catch (RuntimeException e) {
            arena.close();
            throw e;
        }
    }

    /**
     * Hands committed records to {@code sink} in the order of their reservation, then gives the
     * space back to the kernel once. Stops at a record that is still being written, and after a
     * quarter of the ring, so that space returns early under load.
     *
     * <p>If {@code sink} throws, nothing is given back.
     *
     * @return bytes handed over, record headers included; 0 if there was nothing
     */
    public long drain(Sink sink) {
        long from = (long) LONG.get(consumer, 0L);
        long end = (long) LONG.getAcquire(producer, 0L);
        long to = committed(from, end);
        if (to == from) {
            return 0;
        }
        sink.records(data.asSlice(from & (size - 1), to - from));
        LONG.setRelease(consumer, 0L, to);
        return to - from;
    }

    /** The position after the last record from {@code from} on that may be handed over. */
    private long committed(long from, long end) {
        long enough = Math.min(end, from + (size >> 2));
        long at = from;
        while (at < enough) {
            int length = (int) INT.getAcquire(data, at & (size - 1));
            if ((length & BUSY) != 0) {
                break;
            }
            if ((length & DISCARD) == 0) {
                records++;
            } else {
                discarded++;
            }
            at += (HEADER_BYTES + (length & ~(BUSY | DISCARD)) + 7L) & ~7L;
        }
        return at;
    }

    /** Bytes of data that it holds at most. */
    public long size() {
        return size;
    }

    /** Bytes that wait to be drained, records still being written included. */
    public long filled() {
        return (long) LONG.getAcquire(producer, 0L) - (long) LONG.getAcquire(consumer, 0L);
    }

    /** Records handed over so far, discarded ones not counted. */
    public long records() {
        return records;
    }

    /** Records that the kernel's program gave up after it had reserved them. */
    public long discarded() {
        return discarded;
    }

    /** Unmaps the pages; nothing may be draining. */
    @Override
    public void close() {
        unmap.run();
    }
}
