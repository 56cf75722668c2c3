package io.tcbee.trace;

import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;

/**
 * Writes large spans from where they lie to the disk, past the page cache (O_DIRECT).
 *
 * <p>Memory and file must agree modulo a block, so a PAD brings the payload to the place that it
 * has in memory. All whole blocks of the payload are handed to the disk; only what it has of its
 * first and last block is copied, into blocks that its header and another PAD fill up.
 *
 * <pre>
 *   file    | PAD . . . . . . . | EVENTS header, first bytes | whole blocks ... | last bytes, PAD |
 *           ^ end, a multiple of a block                     |  as in memory    |                 ^ end
 *   from    |<------------------ front --------------------->|<---- payload --->|<---- back ----->|
 * </pre>
 *
 * <p>A disk that is slow for long is left to the page cache, which takes up bursts. One thread.
 */
final class DirectFile implements AutoCloseable {
    /** Shorter spans are not worth a wait for the disk, and two blocks more. */
    static final long LEAST = 256 << 10;

    private static final long LEAST_BLOCK = 4 << 10;
    private static final long GREATEST_BLOCK = 64 << 10;

    private final FileChannel channel;
    private final long block;
    private final MemorySegment front;
    private final MemorySegment back;
    private final DiskPace pace = new DiskPace();

    private DirectFile(FileChannel channel, long block, Arena arena) {
        this.channel = channel;
        this.block = block;
        front = arena.allocate(2 * block, block);
        back = arena.allocate(2 * block, block);
    }

    /** Opens a file that is there already; null if its file system cannot do this. */
    static DirectFile open(Path path, Arena arena) {
        try {
            long block = Math.max(LEAST_BLOCK, Files.getFileStore(path).getBlockSize());
            boolean sensible = Long.bitCount(block) == 1 && block <= GREATEST_BLOCK;
            return sensible ? open(path, block, arena) : null;
        } catch (IOException _) {
            return null;
        }
    }

    /**
     * @param block bytes of which all places and lengths are multiples
     */
    static DirectFile open(Path path, long block, Arena arena) {
        try {
            return new DirectFile(FileChannel.open(path, WRITE, pastThePageCache()), block, arena);
        } catch (IOException | UnsupportedOperationException | ReflectiveOperationException _) {
            return null; // the page cache does it as well, only slower
        }
    }

    /** Found by name: javac warns of everything in its package, though it is for everybody. */
    private static OpenOption pastThePageCache() throws ReflectiveOperationException {
        Class<?> options = Class.forName("com.sun.nio.file.ExtendedOpenOption");
        return (OpenOption) options.getField("DIRECT").get(null);
    }

    /** Bytes beside a chunk at most: before its first block, and behind its last bytes. */
    long padding() {
        return 4 * block;
    }

    /** Whether these records should go this way now. */
    boolean wants(MemorySegment records) {
        return records.isNative()
                && records.byteSize() >= LEAST
                && pace.isQuick(records.byteSize());
    }

    /** Bytes of a chunk that brings {@code end} to a block; 0 if it is at one. */
    int gap(long end) {
        long toBlock = -end & (block - 1);
        return toBlock == 0 ? 0 : (int) room(toBlock);
    }

    /** Where the header of these records comes to be if the file ends at {@code end}, a block. */
    long position(long end, MemorySegment records) {
        long toHeader = records.address() - ChunkHeader.SIZE & (block - 1);
        return end + (toHeader == 0 ? 0 : room(toHeader));
    }

    /** At least a chunk header, and the same modulo a block. */
    private long room(long bytes) {
        return bytes < ChunkHeader.SIZE ? bytes + block : bytes;
    }

    /**
     * Writes the chunk, its PADs included, to the end of the file.
     *
     * @param end the file's, a multiple of a block
     * @return the file's new end, a multiple of a block
     * @throws IOException if not all was written; the caller cuts the file off at {@code end}
     */
    long write(long end, int cpu, Records.Summary summary, MemorySegment records)
            throws IOException {
        long length = records.byteSize();
        long position = position(end, records);
        long before = position + ChunkHeader.SIZE - end; // bytes of front without first bytes
        long first = -records.address() & (block - 1);
        long last = records.address() + length & (block - 1);
        front.fill((byte) 0);
        pad(front, 0, position - end, end);
        ChunkHeader.write(
                front.asSlice(position - end, ChunkHeader.SIZE),
                TraceFormat.EVENTS,
                cpu,
                summary,
                Math.toIntExact(length),
                position);
        MemorySegment.copy(records, 0, front, before, first);
        MemorySegment.copy(records, length - last, back, 0, last);
        long fill = last == 0 ? 0 : room(block - last);
        pad(back, last, fill, position + ChunkHeader.SIZE + length);
        write(
                end,
                front.asSlice(0, before + first),
                records.asSlice(first, length - first - last),
                back.asSlice(0, last + fill));
        return end + before + length + fill;
    }

    private void write(long at, MemorySegment... parts) throws IOException {
        ByteBuffer[] buffers = new ByteBuffer[parts.length];
        long left = 0;
        for (int i = 0; i < parts.length; i++) {
            buffers[i] = parts[i].asByteBuffer();
            left += parts[i].byteSize();
        }
        long started = System.nanoTime();
        long length = left;
        channel.position(at);
        while (left > 0) {
            left -= channel.write(buffers);
        }
        pace.wrote(length, System.nanoTime() - started);
    }

    /**
     * A PAD chunk of {@code length} bytes, header included; none if that is 0.
     *
     * @param position of it in the file
     */
    private static void pad(MemorySegment to, long at, long length, long position) {
        if (length == 0) {
            return;
        }
        MemorySegment payload =
                to.asSlice(at + ChunkHeader.SIZE, length - ChunkHeader.SIZE).fill((byte) 0);
        ChunkHeader.write(
                to.asSlice(at, ChunkHeader.SIZE),
                TraceFormat.PAD,
                0,
                Records.Summary.ofBytes(payload.asByteBuffer()),
                (int) payload.byteSize(),
                position);
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException _) {
            // nothing waits in it: each write has reached the disk or was told
        }
    }
}
