package io.tcbee.pcap;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * The bytes of a capture in order, plain or out of gzip, as long as the file was when it was
 * opened: a window of {@link #WINDOW} bytes that moves on. One thread.
 */
final class CaptureInput implements AutoCloseable {
    /** Bytes that can be looked at together. */
    static final int WINDOW = 1 << 20;

    private static final int GZIP_BUFFER = 1 << 16;
    private static final int GZIP_MAGIC = 0x1f8b;

    private final byte[] buffer = new byte[WINDOW];
    private final MemorySegment bytes = MemorySegment.ofArray(buffer);
    private final Limited file;
    private final InputStream in;
    private final long size;
    private int at;
    private int end;
    private long before; // bytes of the capture that lie before the buffer
    private boolean over;
    private String damage;

    /** The file's first bytes of the given size, counted. */
    private static final class Limited extends InputStream {
        private final InputStream in;
        private long left;
        private long read;

        Limited(InputStream in, long size) {
            this.in = in;
            left = size;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] to, int offset, int length) throws IOException {
            int most = (int) Math.min(length, left);
            int count = left == 0 ? -1 : in.read(to, offset, most);
            if (count > 0) {
                left -= count;
                read += count;
            }
            return count;
        }

        @Override
        public int available() throws IOException {
            return (int) Math.min(left, in.available());
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }

    CaptureInput(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            throw new IOException("Is a directory");
        }
        size = Files.size(path);
        file = new Limited(Files.newInputStream(path), size);
        try {
            in = plain(file);
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    private static InputStream plain(InputStream file) throws IOException {
        PushbackInputStream first = new PushbackInputStream(file, 2);
        byte[] magic = first.readNBytes(2);
        first.unread(magic);
        boolean zipped =
                magic.length == 2 && ((magic[0] & 0xff) << 8 | (magic[1] & 0xff)) == GZIP_MAGIC;
        return zipped ? new GZIPInputStream(first, GZIP_BUFFER) : first;
    }

    /** Holds the bytes; what lies at {@link #at} and behind it is valid until the next call. */
    MemorySegment bytes() {
        return bytes;
    }

    /** Where in {@link #bytes} the next byte is. */
    int at() {
        return at;
    }

    /** Bytes of the capture, unzipped, before the next one. */
    long position() {
        return before + at;
    }

    /** What made the input end before its end; null if nothing did. */
    String damage() {
        return damage;
    }

    /** How much of the file was read, between 0 and 1. */
    double share() {
        return size == 0 ? 1 : (double) file.read / size;
    }

    /**
     * Makes {@code count} bytes, at most {@link #WINDOW}, lie together.
     *
     * @return false if the input ends before
     */
    boolean has(int count) {
        if (end - at >= count) {
            return true;
        }
        System.arraycopy(buffer, at, buffer, 0, end - at);
        before += at;
        end -= at;
        at = 0;
        while (end < count && fill()) {}
        return end >= count;
    }

    /** Passes over {@code count} bytes; false if the input ends before. */
    boolean skip(long count) {
        long left = count;
        while (left > end - at) {
            left -= end - at;
            before += end;
            at = 0;
            end = 0;
            if (!fill()) {
                return false;
            }
        }
        at += (int) left;
        return true;
    }

    /** Bytes that are left up to the end; passes over them. */
    long drain() {
        long count = 0;
        do {
            count += end - at;
            at = end;
        } while (has(1));
        return count;
    }

    private boolean fill() {
        if (over) {
            return false;
        }
        if (Thread.currentThread().isInterrupted()) {
            throw new CaptureException("read a capture: interrupted");
        }
        try {
            int count = in.read(buffer, end, WINDOW - end);
            over = count < 0;
            end += Math.max(count, 0);
        } catch (EOFException _) {
            over = true;
            damage = "the gzip data end early";
        } catch (ZipException e) {
            over = true;
            damage = "the gzip data are damaged: " + e.getMessage();
        } catch (IOException e) {
            over = true;
            damage = "it cannot be read: " + e.getMessage();
        }
        return !over;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
