package io.tcbee.trace;

import io.tcbee.model.EventHeader;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

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

    /** Bytes that a record of an event takes at least. */
    public static final long LEAST = TraceFormat.RECORD_HEADER + EventHeader.SIZE;

    /** What a chunk takes beside its records, here and in the footer. */
    private static final long CHUNK_COST = ChunkHeader.SIZE + Footer.ENTRY;

    private final Path path;
    private final Arena arena;
    private final ChunkFile file;
    private final Map<Integer, SmallSpans> small = new TreeMap<>();
    private long events;
    private boolean finished;
    private boolean closed;

    private TraceWriter(Path path, Arena arena, ChunkFile file) {
        this.path = path;
        this.arena = arena;
        this.file = file;
    }

    /**
     * Makes {@code path} (it must not exist, or is replaced) and writes the head.
     *
     * @throws TraceIoException if the file cannot be made or written; it is not there then
     */
    public static TraceWriter create(Path path, TraceInfo info) {
        return create(path, info, arena -> ChunkFile.create(path, arena));
    }

    @SuppressWarnings("MustBeClosedChecker") // the writer owns the arena, close() closes it
    static TraceWriter create(Path path, TraceInfo info, Function<Arena, ChunkFile> files) {
        byte[] head = Head.encode(info);
        Arena arena = Arena.ofConfined();
        TraceWriter writer;
        try {
            writer = new TraceWriter(path, arena, files.apply(arena));
        } catch (RuntimeException e) {
            arena.close();
            throw e;
        }
        try {
            writer.file.append(TraceFormat.HEAD, head);
        } catch (RuntimeException e) {
            writer.close();
            delete(path, e);
            throw e;
        }
        return writer;
    }

    /** Without its head it is no trace. */
    private static void delete(Path path, RuntimeException failure) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
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
            events += events(cpu, records);
        }
    }

    private void gather(int cpu, MemorySegment records) {
        events += Records.summarize(records).events();
        SmallSpans gathered = small.computeIfAbsent(cpu, _ -> new SmallSpans(arena));
        if (!gathered.hasRoomFor(records.byteSize())) {
            flush(cpu);
        }
        gathered.add(records);
    }

    private long events(int cpu, MemorySegment records) {
        long written = 0;
        long at = 0;
        while (at < records.byteSize()) {
            long length = Records.fitting(records, at, CHUNK);
            written += file.append(cpu, records.asSlice(at, length));
            at += length;
        }
        return written;
    }

    private void flush(int cpu) {
        SmallSpans gathered = small.get(cpu);
        if (gathered != null && gathered.length() > 0) {
            long _ = events(cpu, gathered.records());
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
        file.append(TraceFormat.CLOCK, Notes.encode(pair));
    }

    /** Notes a loss where it was seen. */
    public void loss(LossReport report) {
        requireOpen();
        file.append(TraceFormat.LOSS, Notes.encode(report));
    }

    /** Notes whose events they were, if there are any. */
    public void connectionLosses(List<ConnectionLoss> losses) {
        requireOpen();
        if (!losses.isEmpty()) {
            file.append(TraceFormat.CONNECTION_LOSS, Notes.encode(losses));
        }
    }

    /** Notes what numbers mean that were met while recording. */
    public void names(List<Code> codes) {
        requireOpen();
        file.append(TraceFormat.NAMES, Head.encode(codes));
    }

    /** Bytes written so far, and those that wait. */
    public long bytes() {
        long bytes = file.end();
        for (SmallSpans gathered : small.values()) {
            bytes += gathered.length();
        }
        return bytes;
    }

    /** Events handed over so far. */
    public long events() {
        return events;
    }

    /** Whether the footer is written. */
    public boolean finished() {
        return finished;
    }

    /**
     * Bytes that the file would have if it were flushed and finished now.
     *
     * @param countRows of the footer
     */
    public long finishedBytes(int countRows) {
        long bytes = file.end();
        int chunks = file.index().size();
        for (SmallSpans gathered : small.values()) {
            if (gathered.length() > 0) {
                bytes += ChunkHeader.SIZE + gathered.length();
                chunks++;
            }
        }
        return bytes + ChunkHeader.SIZE + Footer.length(countRows, chunks);
    }

    /** Events in a span of records. */
    public static long events(MemorySegment records) {
        return Records.summarize(records).events();
    }

    /**
     * Bytes that a span of records takes in the file at most, its chunks and their index included.
     */
    public long needed(long recordBytes) {
        long cost = CHUNK_COST + file.padding();
        return recordBytes + cost * (recordBytes / (CHUNK / 2) + 1);
    }

    /**
     * Bytes of the whole records at the beginning of a span that need at most so many bytes in the
     * file, and hold at most so many events.
     */
    public long fitting(MemorySegment records, long bytes, long events) {
        long overhead = needed(records.byteSize()) - records.byteSize();
        return Records.within(records, bytes - overhead, events);
    }

    /** Writes the footer with the final counters; the trace is complete afterwards. */
    public void finish(List<HookCounts> counts) {
        flush();
        file.append(TraceFormat.FOOTER, Footer.encode(counts, file.index(), file.end()));
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
                file) {
            if (!finished) {
                flush();
            }
        } finally {
            finished = true;
        }
    }

    private void requireOpen() {
        if (finished) {
            throw new IllegalStateException("the trace is finished: path=" + path);
        }
    }
}
