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

/**
 * A trace that grows: each chunk is at its end wholly, or not at all.
 *
 * <p>A write that fails (disk full) is undone, so the file ends with its last whole chunk. Large
 * spans of records go past the page cache where the file system can do that. One thread.
 */
final class ChunkFile implements AutoCloseable {
    private final Path path;
    private final FileChannel channel;
    private final MemorySegment header;
    private final ByteBuffer zeros;
    private final ChunkIndex index = new ChunkIndex();
    private DirectFile direct;
    private long end;

    /** Whether the channel stands there; it need not be able to move (a pipe). */
    private boolean atEnd = true;

    private ChunkFile(Path path, FileChannel channel, DirectFile direct, Arena arena) {
        this.path = path;
        this.channel = channel;
        this.direct = direct;
        header = arena.allocate(ChunkHeader.SIZE, 8);
        zeros = arena.allocate(8, 8).asByteBuffer();
    }

    /**
     * Makes {@code path} (it must not exist, or is replaced) and writes the prologue.
     *
     * @param arena has the buffers, and outlives this
     * @throws TraceIoException if the file cannot be made or written
     */
    static ChunkFile create(Path path, Arena arena) {
        FileChannel channel = open(path);
        return create(path, channel, DirectFile.open(path, arena), arena);
    }

    /**
     * @param direct null if nothing goes past the page cache
     */
    static ChunkFile create(Path path, FileChannel channel, DirectFile direct, Arena arena) {
        ChunkFile file = new ChunkFile(path, channel, direct, arena);
        try {
            file.prologue();
        } catch (RuntimeException e) {
            file.close();
            throw e;
        }
        return file;
    }

    static FileChannel open(Path path) {
        try {
            return FileChannel.open(path, CREATE, TRUNCATE_EXISTING, WRITE);
        } catch (IOException e) {
            throw TraceIoException.of("create", path, e);
        }
    }

    /** Appends a chunk that is no records. */
    void append(int type, byte[] payload) {
        ByteBuffer bytes = ByteBuffer.wrap(payload);
        append(type, 0, Records.Summary.ofBytes(bytes.duplicate()), bytes);
    }

    /** Appends whole records of one CPU; how many events they are. */
    int append(int cpu, MemorySegment records) {
        Records.Summary summary = Records.summarize(records);
        if (direct == null || !direct.wants(records) || !past(cpu, summary, records)) {
            append(TraceFormat.EVENTS, cpu, summary, records.asByteBuffer());
        }
        return summary.events();
    }

    private void append(int type, int cpu, Records.Summary summary, ByteBuffer payload) {
        int length = payload.remaining();
        long position = end;
        ChunkHeader.write(header, type, cpu, summary, length, position);
        zeros.clear().limit((int) (TraceFormat.padded(length) - length));
        write(header.asByteBuffer(), payload, zeros);
        if (type != TraceFormat.PAD) {
            remember(position, type, cpu, length, summary);
        }
    }

    /** Past the page cache; false if that failed: then the file has a PAD more, at most. */
    private boolean past(int cpu, Records.Summary summary, MemorySegment records) {
        int gap = direct.gap(end);
        if (gap > 0) {
            append(TraceFormat.PAD, new byte[gap - ChunkHeader.SIZE]);
        }
        try {
            long position = direct.position(end, records);
            long next = direct.write(end, cpu, summary, records);
            remember(position, TraceFormat.EVENTS, cpu, (int) records.byteSize(), summary);
            end = next;
            atEnd = false;
            return true;
        } catch (IOException e) {
            undo(e);
            direct.close();
            direct = null;
            return false;
        }
    }

    private void remember(long position, int type, int cpu, int length, Records.Summary summary) {
        index.add(
                position,
                type,
                cpu,
                length,
                summary.events(),
                summary.minTimeNs(),
                summary.maxTimeNs());
    }

    private void prologue() {
        MemorySegment bytes = header.asSlice(0, TraceFormat.PROLOGUE);
        bytes.set(TraceFormat.U64, 0, TraceFormat.MAGIC);
        bytes.set(TraceFormat.U16, 8, (short) TraceFormat.MAJOR);
        bytes.set(TraceFormat.U16, 10, (short) TraceFormat.MINOR);
        bytes.set(TraceFormat.U32, 12, ChunkHeader.checksum(bytes.asSlice(0, 12).asByteBuffer()));
        write(bytes.asByteBuffer());
    }

    private void write(ByteBuffer... parts) {
        long length = 0;
        for (ByteBuffer part : parts) {
            length += part.remaining();
        }
        try {
            if (!atEnd) {
                channel.position(end);
                atEnd = true;
            }
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
        atEnd = false;
        try {
            channel.truncate(end);
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    /** All chunks so far but those that only fill. */
    ChunkIndex index() {
        return index;
    }

    /** Bytes by which a chunk of records may be filled up, at most. */
    long padding() {
        return direct == null ? 0 : direct.padding();
    }

    /** Bytes of the file. */
    long end() {
        return end;
    }

    @Override
    public void close() {
        try {
            if (direct != null) {
                direct.close();
            }
            channel.close();
        } catch (IOException e) {
            throw TraceIoException.of("close", path, e);
        }
    }
}
