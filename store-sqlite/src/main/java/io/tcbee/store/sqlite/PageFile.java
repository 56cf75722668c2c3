package io.tcbee.store.sqlite;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The pages of a SQLite file that is being made, written one after another.
 *
 * <p>Page 1 to {@link #FIRST} - 1 are left for SQLite's own schema and the roots of all trees. The
 * page in which SQLite keeps its locks, at 1 GiB, is left out (sqlite.org, fileformat2, section
 * 1.6).
 */
final class PageFile implements AutoCloseable {
    static final int SIZE = Database.PAGE_SIZE;

    /** The first page that rows may use. */
    static final int FIRST = 129;

    private static final int LOCK_PAGE = (1 << 30) / SIZE + 1;
    private static final int BUFFERED = 64;

    private final FileChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFERED * SIZE);
    private int next = FIRST;

    PageFile(Path file) throws IOException {
        channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        channel.position(offset(FIRST));
    }

    private static long offset(int page) {
        return (page - 1L) * SIZE;
    }

    /**
     * Writes a page behind the others.
     *
     * @return its number
     */
    int append(byte[] page) throws IOException {
        if (next == LOCK_PAGE) {
            put(new byte[SIZE]);
        }
        int number = next;
        put(page);
        return number;
    }

    private void put(byte[] page) throws IOException {
        buffer.put(page, 0, SIZE);
        next++;
        if (!buffer.hasRemaining()) {
            flush();
        }
    }

    private void flush() throws IOException {
        buffer.flip();
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
        buffer.clear();
    }

    /** Writes a page that is below {@link #FIRST}. */
    void write(int number, byte[] page) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(page, 0, SIZE);
        long at = offset(number);
        while (bytes.hasRemaining()) {
            at += channel.write(bytes, at);
        }
    }

    /**
     * Completes the file: SQLite can open it afterwards.
     *
     * @param schema pages 1 and up as SQLite made them, roots included
     */
    void finish(byte[] schema) throws IOException {
        flush();
        int pages = schema.length / SIZE;
        for (int page = pages; page >= 1; page--) {
            byte[] bytes = new byte[SIZE];
            System.arraycopy(schema, (page - 1) * SIZE, bytes, 0, SIZE);
            if (page == 1) {
                complete(ByteBuffer.wrap(bytes), pages);
            }
            write(page, bytes);
        }
        freeList(pages + 1);
    }

    /** Puts the number of pages and the list of free ones into the header (section 1.3). */
    private void complete(ByteBuffer header, int pages) {
        int free = FIRST - 1 - pages;
        header.putInt(28, next - 1);
        header.putInt(32, free == 0 ? 0 : pages + 1);
        header.putInt(36, free);
        header.putInt(92, header.getInt(24));
    }

    /** One trunk page names all pages that were left for roots and not needed (section 1.5). */
    private void freeList(int trunk) throws IOException {
        if (trunk >= FIRST) {
            return;
        }
        ByteBuffer page = ByteBuffer.allocate(SIZE);
        page.putInt(0).putInt(FIRST - 1 - trunk);
        for (int free = trunk + 1; free < FIRST; free++) {
            page.putInt(free);
        }
        // The file is as long as its header says.
        write(FIRST - 1, new byte[SIZE]);
        write(trunk, page.array());
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
