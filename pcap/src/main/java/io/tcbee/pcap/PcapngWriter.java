package io.tcbee.pcap;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes a pcapng file of one section: little endian, nanoseconds, packets that begin with their IP
 * header. One thread.
 */
public final class PcapngWriter implements AutoCloseable {
    private static final int CAPACITY = 1 << 20;
    private static final int MOST_TEXT = 60_000; // of an option, whose length has 16 bits
    private static final int BYTE_ORDER_MAGIC = 0x1a2b_3c4d;
    private static final int NANOSECONDS = 9;
    private static final int PACKET_HEADER = 28; // block type to original length
    private static final int OPTION_HEADER = 4;

    private static final ValueLayout.OfInt U32 =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfShort U16 =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final Path path;
    private final OutputStream out;
    private final byte[] buffer = new byte[2 * CAPACITY];
    private final MemorySegment bytes = MemorySegment.ofArray(buffer);
    private int end;
    private int interfaces;

    private PcapngWriter(Path path, OutputStream out) {
        this.path = path;
        this.out = out;
    }

    /**
     * Makes {@code path}, or replaces it.
     *
     * @param system on which it was recorded; empty if unknown
     * @param application that writes it
     * @throws CaptureException if it cannot be made
     */
    public static PcapngWriter create(Path path, String system, String application) {
        try {
            PcapngWriter writer = new PcapngWriter(path, Files.newOutputStream(path));
            writer.section(system, application);
            return writer;
        } catch (IOException e) {
            throw CaptureException.of("write", path, e);
        }
    }

    private void section(String system, String application) {
        int start = end;
        u32(PcapngBlocks.SECTION).u32(0).u32(BYTE_ORDER_MAGIC).u16(1).u16(0).u32(-1).u32(-1);
        text(3, system).text(4, application);
        finish(start);
    }

    /** Adds an interface; returns its id for {@link #packet}. */
    public int addInterface(String name) {
        int start = end;
        u32(1).u32(0).u16(LinkLayer.RAW).u16(0).u32(0);
        text(2, name);
        u16(NANOSECONDS).u16(1).u32(NANOSECONDS); // if_tsresol happens to be option 9
        finish(start);
        return interfaces++;
    }

    /**
     * Adds a packet.
     *
     * @param timeNs since 1970 UTC
     * @param packet holds its first {@code captured} bytes at {@code at}; free again afterwards
     * @param original bytes that it had, IP header and payload
     * @param direction 0 in, 1 out, else unknown
     * @param comment empty for none
     * @throws CaptureException if it cannot be written
     */
    public void packet(
            int interfaceId,
            long timeNs,
            MemorySegment packet,
            long at,
            int captured,
            long original,
            int direction,
            String comment) {
        int start = end;
        u32(6).u32(0).u32(interfaceId).u32((int) (timeNs >>> Integer.SIZE)).u32((int) timeNs);
        u32(captured).u32((int) Math.max(original, captured));
        assert end == start + PACKET_HEADER;
        MemorySegment.copy(packet, at, bytes, end, captured);
        end += captured;
        pad();
        text(1, comment);
        if (direction == 0 || direction == 1) {
            u16(2).u16(4).u32(direction + 1);
        }
        finish(start);
    }

    private PcapngWriter u16(int value) {
        bytes.set(U16, end, (short) value);
        end += Short.BYTES;
        return this;
    }

    private PcapngWriter u32(int value) {
        bytes.set(U32, end, value);
        end += Integer.BYTES;
        return this;
    }

    private PcapngWriter text(int option, String text) {
        if (!text.isEmpty()) {
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            int length = Math.min(utf8.length, MOST_TEXT);
            u16(option).u16(length);
            System.arraycopy(utf8, 0, buffer, end, length);
            end += length;
            pad();
        }
        return this;
    }

    private void pad() {
        while (end % OPTION_HEADER != 0) {
            bytes.set(JAVA_BYTE, end++, (byte) 0);
        }
    }

    /** Ends the options, and writes both lengths of the block. */
    private void finish(int start) {
        u32(0);
        int total = end + Integer.BYTES - start;
        u32(total);
        bytes.set(U32, start + Integer.BYTES, total);
        if (end >= CAPACITY) {
            flush();
        }
    }

    private void flush() {
        try {
            out.write(buffer, 0, end);
            end = 0;
        } catch (IOException e) {
            throw CaptureException.of("write", path, e);
        }
    }

    @Override
    public void close() {
        try (out) {
            flush();
        } catch (IOException e) {
            throw CaptureException.of("write", path, e);
        }
    }
}
