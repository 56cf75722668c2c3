package io.tcbee.trace;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;

/**
 * Writes one trace file, which is a readable trace at any time.
 *
 * <p>A write that fails (disk full) is undone: the file then ends with its last whole chunk, and
 * the writer can go on. Interrupting the writing thread closes the file. One thread.
 */
public final class TraceWriter implements AutoCloseable {
    private final Path path;
    private final FileChannel channel;
    private final Arena arena = Arena.ofConfined();
    private final MemorySegment header = arena.allocate(ChunkHeader.SIZE, 8);
    private final ByteBuffer zeros = arena.allocate(8, 8).asByteBuffer();
    private final ChunkIndex index = new ChunkIndex();
    private long end;
    private boolean finished;

    private TraceWriter(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /**
     * Makes {@code path} (it must not exist, or is replaced) and writes the head.
     *
     * @throws TraceIoException if the file cannot be made or written
     */
    public static TraceWriter create(Path path, TraceInfo info) {
        byte[] head = Head.encode(info);
        TraceWriter writer;
        try {
            writer =
                    new TraceWriter(path, FileChannel.open(path, CREATE, TRUNCATE_EXISTING, WRITE));
        } catch (IOException e) {
            throw TraceIoException.of("create", path, e);
        }
        try {
            writer.prologue();
            writer.chunk(TraceFormat.HEAD, head);
        } catch (RuntimeException e) {
            writer.close();
            throw e;
        }
        return writer;
    }

    /**
     * Appends whole records of one CPU's ring, as the kernel laid them: each an 8-byte {@code
     * bpf_ringbuf_hdr} (u32 length with the discard bit, u32 page offset), then the event, padded
     * to 8.
     *
     * <p>{@code records} goes to the file as it lies; it is free again when this returns.
     *
     * @throws IllegalArgumentException if there is a record that is busy or cut off; nothing of the
     *     span's rest is written then
     * @throws TraceIoException if the file cannot be written
     */
    public void records(int cpu, MemorySegment records) {
        requireOpen();
        long at = 0;
        while (at < records.byteSize()) {
            Records.Summary summary = Records.summarize(records, at, TraceFormat.MAX_PAYLOAD);
            chunk(
                    TraceFormat.EVENTS,
                    cpu,
                    summary,
                    records.asSlice(at, summary.length()).asByteBuffer());
            at += summary.length();
        }
    }

    /** Notes a clock pair: at the start, every second, at the end. */
    public void clock(ClockPair pair) {
        requireOpen();
        chunk(TraceFormat.CLOCK, Notes.encode(pair));
    }

    /** Notes a loss where it was seen. */
    public void loss(LossReport report) {
        requireOpen();
        chunk(TraceFormat.LOSS, Notes.encode(report));
    }

    /** Bytes written so far. */
    public long bytes() {
        return end;
    }

    /** Writes the footer with the final counters; the trace is complete afterwards. */
    public void finish(List<HookCounts> counts) {
        requireOpen();
        chunk(TraceFormat.FOOTER, Footer.encode(counts, index, end));
        finished = true;
    }

    /** Closes the file; without {@link #finish} it is one that was cut off. */
    @Override
    public void close() {
        if (!channel.isOpen()) {
            return;
        }
        finished = true;
        arena.close();
        try {
            channel.close();
        } catch (IOException e) {
            throw TraceIoException.of("close", path, e);
        }
    }

    private void requireOpen() {
        if (finished) {
            throw new IllegalStateException("the trace is finished: path=" + path);
        }
    }

    private void prologue() {
        MemorySegment bytes = header.asSlice(0, TraceFormat.PROLOGUE);
        bytes.set(TraceFormat.U64, 0, TraceFormat.MAGIC);
        bytes.set(TraceFormat.U16, 8, (short) TraceFormat.MAJOR);
        bytes.set(TraceFormat.U16, 10, (short) TraceFormat.MINOR);
        bytes.set(TraceFormat.U32, 12, ChunkHeader.checksum(bytes.asSlice(0, 12).asByteBuffer()));
        write(bytes.asByteBuffer());
    }

    private void chunk(int type, byte[] payload) {
        chunk(type, 0, Records.Summary.NONE, ByteBuffer.wrap(payload));
    }

    private void chunk(int type, int cpu, Records.Summary summary, ByteBuffer payload) {
        int length = payload.remaining();
        long position = end;
        ChunkHeader.write(header, type, cpu, summary, payload, position);
        zeros.clear().limit((int) (TraceFormat.padded(length) - length));
        write(header.asByteBuffer(), payload, zeros);
        index.add(
                position,
                type,
                cpu,
                length,
                summary.events(),
                summary.minTimeNs(),
                summary.maxTimeNs());
    }

    private void write(ByteBuffer... parts) {
        long length = 0;
        for (ByteBuffer part : parts) {
            length += part.remaining();
        }
        try {
            long left = length;
            while (left > 0) {
                left -= channel.write(parts);
            }
        } catch (IOException e) {
            undo(e);
            throw TraceIoException.of("write", path, e);
        }
        end += length;
    }

    private void undo(IOException failure) {
        try {
            channel.truncate(end).position(end);
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }
}
