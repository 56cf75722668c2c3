package io.tcbee.store.sqlite;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The entries of one index, put in order outside of memory.
 *
 * <p>Rows of one key come in order of time, so nothing is compared: what came in one batch is put
 * together by key and written to a file, and in the end the pieces of each key are read one after
 * another.
 */
final class IndexEntries implements AutoCloseable {
    private static final int BATCH = 1 << 18;
    private static final int ENTRY = 16;

    private final Path file;
    private final List<Piece> pieces = new ArrayList<>();
    private FileChannel channel;
    private long[] keys = new long[1024];
    private long[] times = new long[1024];
    private int size;
    private long rows;
    private long written;

    /** Entries of one key of one batch. */
    private record Piece(long key, long at, int count) {}

    /** Takes one entry. */
    interface Sink {
        void entry(long key, long timeNs, long rowid) throws IOException;
    }

    IndexEntries(Path file) {
        this.file = file;
    }

    /** Adds the entry of the next row; the first one is row 1. */
    void add(long key, long timeNs) throws IOException {
        if (size == keys.length) {
            if (size == BATCH) {
                spill();
            } else {
                keys = java.util.Arrays.copyOf(keys, size * 2);
                times = java.util.Arrays.copyOf(times, size * 2);
            }
        }
        keys[size] = key;
        times[size++] = timeNs;
        rows++;
    }

    private static final class Group {
        int count;
        int next;
    }

    private void spill() throws IOException {
        Map<Long, Group> groups = new LinkedHashMap<>();
        Group[] groupOf = new Group[size];
        Group last = null;
        for (int i = 0; i < size; i++) {
            if (i == 0 || keys[i] != keys[i - 1]) {
                last = groups.computeIfAbsent(keys[i], key -> new Group());
            }
            groupOf[i] = last;
            last.count++;
        }
        int start = 0;
        for (Map.Entry<Long, Group> group : groups.entrySet()) {
            group.getValue().next = start;
            pieces.add(
                    new Piece(
                            group.getKey(),
                            written + (long) start * ENTRY,
                            group.getValue().count));
            start += group.getValue().count;
        }
        ByteBuffer bytes = ByteBuffer.allocate(size * ENTRY).order(ByteOrder.nativeOrder());
        long first = rows - size + 1;
        for (int i = 0; i < size; i++) {
            int at = groupOf[i].next++ * ENTRY;
            bytes.putLong(at, times[i]);
            bytes.putLong(at + 8, first + i);
        }
        if (channel == null) {
            channel =
                    FileChannel.open(
                            file,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.TRUNCATE_EXISTING,
                            StandardOpenOption.READ,
                            StandardOpenOption.WRITE);
        }
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        written += (long) size * ENTRY;
        size = 0;
    }

    /** How many there are. */
    long count() {
        return rows;
    }

    /** Hands over all entries, in order of key, time and row. */
    void drain(Sink sink) throws IOException {
        if (size > 0) {
            spill();
        }
        if (written == 0) {
            return;
        }
        // The sort is stable: pieces of one key stay in the order in which they came.
        pieces.sort(Comparator.comparingLong(Piece::key));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment entries = channel.map(FileChannel.MapMode.READ_ONLY, 0, written, arena);
            for (Piece piece : pieces) {
                for (int i = 0; i < piece.count(); i++) {
                    long at = piece.at() + (long) i * ENTRY;
                    sink.entry(
                            piece.key(),
                            entries.get(ValueLayout.JAVA_LONG, at),
                            entries.get(ValueLayout.JAVA_LONG, at + 8));
                }
            }
        }
    }

    @Override
    public void close() {
        Database.closeQuietly(channel);
        Database.delete(file);
    }
}
