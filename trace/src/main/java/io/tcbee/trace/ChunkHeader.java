package io.tcbee.trace;

import static io.tcbee.trace.TraceFormat.U32;
import static io.tcbee.trace.TraceFormat.U64;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The 64 bytes before each payload, read and written in place.
 *
 * <pre>
 *   0  u32  magic, "CHNK"
 *   4  u32  type
 *   8  u32  cpu                 EVENTS, else 0
 *   12 u32  payload length      bytes, without the padding behind it
 *   16 u32  events              EVENTS: records that are not discarded, else 0
 *   20 u32  discarded           EVENTS: discarded records, else 0
 *   24 u64  min time            EVENTS: least time_ns; 0 without events
 *   32 u64  max time            EVENTS: greatest time_ns
 *   40 u32  disorder            EVENTS: events that are earlier than the one before
 *   44 u32  first record        EVENTS: where in the payload the first record is
 *   48 u64  position            byte of the file at which this header is
 *   56 u32  payload CRC32C
 *   60 u32  header CRC32C       of bytes 0..59
 * </pre>
 */
final class ChunkHeader {
    static final int SIZE = 64;
    static final int MAGIC = 0x4b4e_4843;

    private static final int CHECKED = 60;

    private ChunkHeader() {}

    static int type(MemorySegment file, long at) {
        return file.get(U32, at + 4);
    }

    static int cpu(MemorySegment file, long at) {
        return file.get(U32, at + 8);
    }

    static long payloadLength(MemorySegment file, long at) {
        return Integer.toUnsignedLong(file.get(U32, at + 12));
    }

    static long events(MemorySegment file, long at) {
        return Integer.toUnsignedLong(file.get(U32, at + 16));
    }

    static long discarded(MemorySegment file, long at) {
        return Integer.toUnsignedLong(file.get(U32, at + 20));
    }

    static long minTimeNs(MemorySegment file, long at) {
        return file.get(U64, at + 24);
    }

    static long maxTimeNs(MemorySegment file, long at) {
        return file.get(U64, at + 32);
    }

    static long disorder(MemorySegment file, long at) {
        return Integer.toUnsignedLong(file.get(U32, at + 40));
    }

    static long firstRecord(MemorySegment file, long at) {
        return Integer.toUnsignedLong(file.get(U32, at + 44));
    }

    static int payloadChecksum(MemorySegment file, long at) {
        return file.get(U32, at + 56);
    }

    static int headerChecksum(MemorySegment file, long at) {
        return file.get(U32, at + CHECKED);
    }

    /** Where the next chunk begins. */
    static long end(MemorySegment file, long at) {
        return at + SIZE + TraceFormat.padded(payloadLength(file, at));
    }

    /** Whether a whole header that was written for this place is at {@code at}. */
    static boolean isAt(MemorySegment file, long at) {
        return file.get(U32, at) == MAGIC
                && file.get(U64, at + 48) == at
                && computeHeaderChecksum(file, at) == headerChecksum(file, at);
    }

    static int computeHeaderChecksum(MemorySegment file, long at) {
        return checksum(file.asSlice(at, CHECKED).asByteBuffer());
    }

    static int computePayloadChecksum(MemorySegment file, long at) {
        return checksum(file.asSlice(at + SIZE, payloadLength(file, at)).asByteBuffer());
    }

    /** Writes the header of a payload of {@code length} bytes into {@code header} and seals it. */
    static void write(
            MemorySegment header,
            int type,
            int cpu,
            Records.Summary summary,
            int length,
            long position) {
        header.set(U32, 0, MAGIC);
        header.set(U32, 4, type);
        header.set(U32, 8, cpu);
        header.set(U32, 12, length);
        header.set(U32, 16, summary.events());
        header.set(U32, 20, summary.discarded());
        header.set(U64, 24, summary.minTimeNs());
        header.set(U64, 32, summary.maxTimeNs());
        header.set(U32, 40, summary.disorder());
        header.set(U32, 44, 0);
        header.set(U64, 48, position);
        header.set(U32, 56, summary.checksum());
        header.set(U32, CHECKED, computeHeaderChecksum(header, 0));
    }

    static int checksum(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return (int) crc.getValue();
    }
}
