package io.tcbee.trace;

import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * The numbers of the format.
 *
 * <pre>
 *   trace  = prologue chunk*               all little endian, every chunk at a multiple of 8
 *   chunk  = header payload zero*          zeros up to the next multiple of 8
 *
 *   prologue, 16 bytes
 *   0        89 54 43 42 45 45 0d 0a       magic
 *   8  u16   major                         a reader refuses a greater one
 *   10 u16   minor                         a reader skips what it does not know
 *   12 u32   CRC32C of bytes 0..11
 * </pre>
 */
final class TraceFormat {
    /** 0x89 "TCBEE" CR LF; the first and last bytes tell a copy that was converted as text. */
    static final long MAGIC = 0x0a0d_4545_4243_5489L;

    /** Ends a footer, and so a complete file: "TCBEEEND". */
    static final long END_MAGIC = 0x444e_4545_4542_4354L;

    static final int MAJOR = 1;
    static final int MINOR = 0;

    static final int PROLOGUE = 16;

    static final int HEAD = 1;
    static final int EVENTS = 2;
    static final int CLOCK = 3;
    static final int LOSS = 4;
    static final int PAD = 5;
    static final int FOOTER = 6;
    static final int CONNECTION_LOSS = 7;
    static final int NAMES = 8;

    /** Top bits of a record's length word: include/uapi/linux/bpf.h, BPF_RINGBUF_BUSY_BIT. */
    static final int RECORD_BUSY = 1 << 31;

    static final int RECORD_DISCARDED = 1 << 30;

    /** Bytes of {@code struct bpf_ringbuf_hdr} (kernel/bpf/ringbuf.c). */
    static final int RECORD_HEADER = 8;

    static final ValueLayout.OfShort U16 =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    static final ValueLayout.OfInt U32 =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    static final ValueLayout.OfLong U64 =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private TraceFormat() {}

    /** {@code length} with the bytes that bring it to a multiple of 8. */
    static long padded(long length) {
        return (length + 7) & ~7L;
    }

    /** Bytes that a record of that length word takes in a ring, header and padding included. */
    static long recordSpan(int lengthWord) {
        return padded(RECORD_HEADER + (long) (lengthWord & ~(RECORD_BUSY | RECORD_DISCARDED)));
    }
}
