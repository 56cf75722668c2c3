package io.tcbee.libbpf;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Questions to the kernel's routing netlink (linux/netlink.h), of the calling thread's namespace.
 */
final class Netlink {
    static final ValueLayout.OfInt U32 = JAVA_INT_UNALIGNED;

    private static final int NLMSG_ERROR = 2;
    private static final int NLMSG_DONE = 3;
    private static final int NLM_F_REQUEST = 1;
    private static final int NLM_F_DUMP = 0x300;

    /** {@code struct nlmsghdr}: u32 length, u16 type, u16 flags, u32 sequence, u32 port. */
    private static final int HEADER = 16;

    private static final int NLA_TYPE_MASK = 0x3fff;

    /** Greater than any message of a dump (NLMSG_GOODSIZE is a page, or 32 KiB if asked so). */
    private static final int BUFFER = 64 << 10;

    private Netlink() {}

    /** Receives one message of the answer, without its header; valid during the call only. */
    interface Sink {
        void message(int type, MemorySegment payload);
    }

    /** Asks for all objects of a kind. */
    static void dump(String attempt, int type, byte[] request, Sink sink) {
        int fd = Sockets.netlink();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(BUFFER, 8);
            int length = HEADER + request.length;
            buffer.set(JAVA_INT, 0, length);
            buffer.set(JAVA_SHORT, 4, (short) type);
            buffer.set(JAVA_SHORT, 6, (short) (NLM_F_REQUEST | NLM_F_DUMP));
            MemorySegment.copy(request, 0, buffer, ValueLayout.JAVA_BYTE, HEADER, request.length);
            checked(attempt, Libc.write(fd, buffer, length));
            while (read(attempt, fd, buffer, sink)) {
                // until the kernel says that it is done
            }
        } finally {
            Libc.close(fd);
        }
    }

    /** One read; false after the last. */
    private static boolean read(String attempt, int fd, MemorySegment buffer, Sink sink) {
        long bytes = checked(attempt, Libc.read(fd, buffer, buffer.byteSize()));
        for (long at = 0; at + HEADER <= bytes; at += aligned(buffer.get(JAVA_INT, at))) {
            int length = buffer.get(JAVA_INT, at);
            int type = buffer.get(JAVA_SHORT, at + 4);
            if (type == NLMSG_DONE) {
                return false;
            }
            MemorySegment payload = buffer.asSlice(at + HEADER, length - HEADER);
            if (type == NLMSG_ERROR) {
                checked(attempt, payload.get(JAVA_INT, 0));
                return false;
            }
            sink.message(type, payload);
        }
        return bytes > 0;
    }

    private static long checked(String attempt, long result) {
        if (result < 0) {
            throw BpfException.of(attempt, (int) -result, "");
        }
        return result;
    }

    /** The payload of the first attribute of that type, or an empty one. */
    static MemorySegment attribute(MemorySegment attributes, int wanted) {
        long at = 0;
        while (at + 4 <= attributes.byteSize()) {
            int length = Short.toUnsignedInt(attributes.get(JAVA_SHORT_UNALIGNED, at));
            int type = attributes.get(JAVA_SHORT_UNALIGNED, at + 2) & NLA_TYPE_MASK;
            if (length < 4 || at + length > attributes.byteSize()) {
                break;
            }
            if (type == wanted) {
                return attributes.asSlice(at + 4, length - 4);
            }
            at += aligned(length);
        }
        return MemorySegment.NULL.asSlice(0, 0);
    }

    /** A text attribute, which ends with a zero byte; empty if it is not there. */
    static String text(MemorySegment attribute) {
        return attribute.byteSize() == 0 ? "" : attribute.getString(0);
    }

    private static long aligned(int length) {
        return (length + 3L) & ~3L;
    }
}
