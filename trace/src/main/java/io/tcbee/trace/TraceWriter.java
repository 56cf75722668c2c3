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
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes one trace file, which is a readable trace from its head on.
 *
 * <p>What is in the file ends with a whole chunk; a killed recorder loses what it did not {@link
 * #flush}. A write that fails (disk full) is undone: the file then ends with its last whole chunk,
 * and the writer can go on. Interrupting the writing thread closes the file. One thread.
 */
public final class TraceWriter implements AutoCloseable {
    /**
     * Bytes of records per chunk at most: what a reader sorts at once, and loses to one bad bit.
     */
    private static final long CHUNK = 16 << 20;

    private final Path path;
    private final FileChannel channel;
    private final Arena arena = Arena.ofConfined();
    private final MemorySegment header = arena.allocate(ChunkHeader.SIZE, 8);
    private final ByteBuffer zeros = arena.allocate(8, 8).asByteBuffer();
    private final Map<Integer, SmallSpans> small = new TreeMap<>();
    private final ChunkIndex index = new ChunkIndex();
    private long end;
    private boolean finished;
    private boolean closed;

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
     * <p>{@code records} is free again when this returns. A large span goes to the file as it lies;
     * small ones wait, copied, for others of their CPU, until {@link #flush} at the latest.
     *
     * @throws IllegalArgumentException if there is a record that is busy or cut off; the records
     *     before it may have been taken
     * @throws TraceIoException if the file cannot be written
     */
    public void records(int cpu, MemorySegment records) {
        requireOpen();
        if (SmallSpans.isSmall(records.byteSize())) {
            gather(cpu, records);
        } else {
            flush(cpu);
            events(cpu, records);
        }
    }

    private void gather(int cpu, MemorySegment records) {
        Records.summarize(records, 0, CHUNK);
        SmallSpans gathered = small.computeIfAbsent(cpu, _ -> new SmallSpans(arena));
        if (!gathered.hasRoomFor(records.byteSize())) {
            flush(cpu);
        }
        gathered.add(records);
    }

    private void events(int cpu, MemorySegment records) {
        long at = 0;
        while (at < records.byteSize()) {
            Records.Summary summary = Records.summarize(records, at, CHUNK);
            MemorySegment payload = records.asSlice(at, summary.length());
            chunk(TraceFormat.EVENTS, cpu, summary, payload.asByteBuffer());
            at += summary.length();
        }
    }

    private void flush(int cpu) {
        SmallSpans gathered = small.get(cpu);
        if (gathered != null && gathered.length() > 0) {
            events(cpu, gathered.records());
            gathered.clear();
        }
    }

    /** Brings all records to the file; so does {@link #clock}, once a second as a rule. */
    public void flush() {
        requireOpen();
        small.keySet().forEach(this::flush);
    }

    /** Notes a clock pair: at the start, every second, at the end. */
    public void clock(ClockPair pair) {
        flush();
        chunk(TraceFormat.CLOCK, Notes.encode(pair));
    }

    /** Notes a loss where it was seen. */
    public void loss(LossReport report) {
        requireOpen();
        chunk(TraceFormat.LOSS, Notes.encode(report));
    }

    /** Notes what numbers mean that were met while recording. */
    public void names(List<Code> codes) {
        requireOpen();
        chunk(TraceFormat.NAMES, Head.encode(codes));
    }

    /** Bytes written so far, and those that wait. */
    public long bytes() {
        long bytes = end;
        for (SmallSpans gathered : small.values()) {
            bytes += gathered.length();
        }
        return bytes;
    }

    /** Writes the footer with the final counters; the trace is complete afterwards. */
    public void finish(List<HookCounts> counts) {
        flush();
        chunk(TraceFormat.FOOTER, Footer.encode(counts, index, end));
        finished = true;
    }

    /** Closes the file; without {@link #finish} it is one that was cut off. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try (arena;
                channel) {
            if (!finished) {
                flush();
            }
        } catch (IOException e) {
            throw TraceIoException.of("close", path, e);
        } finally {
            finished = true;
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
