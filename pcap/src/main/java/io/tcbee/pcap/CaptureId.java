package io.tcbee.pcap;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.UUID;

/**
 * Tells captures apart, which carry no name of their own: out of a file's length and its first and
 * last {@link #PART} bytes. A capture that has grown is another one.
 */
final class CaptureId {
    private static final int PART = 1 << 16;

    private CaptureId() {}

    static UUID of(Path path) throws IOException {
        try (FileChannel file = FileChannel.open(path)) {
            long size = file.size();
            ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES + 2 * PART).putLong(size);
            read(file, bytes, 0);
            read(file, bytes, Math.max(PART, size - PART));
            bytes.flip();
            byte[] name = new byte[bytes.remaining()];
            bytes.get(name);
            return UUID.nameUUIDFromBytes(name);
        }
    }

    private static void read(FileChannel file, ByteBuffer bytes, long position) throws IOException {
        int limit = Math.min(bytes.position() + PART, bytes.capacity());
        bytes.limit(limit);
        long at = position;
        int count = file.read(bytes, at);
        while (count > 0) {
            at += count;
            count = bytes.hasRemaining() ? file.read(bytes, at) : 0;
        }
        bytes.limit(bytes.capacity());
    }
}
