package io.tcbee.pcap;

import io.tcbee.trace.Interface;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.List;

/**
 * The classic format, both byte orders, micro- and nanoseconds.
 *
 * <pre>
 *   file   = u32 magic, u16 major, u16 minor, u32 0, u32 0, u32 snap length, u32 link type, { record }
 *   record = u32 seconds, u32 fraction, u32 captured length, u32 original length, bytes
 * </pre>
 *
 * <p>Source: draft-ietf-opsawg-pcap.
 */
final class PcapRecords implements CaptureFormat {
    static final int MICROSECONDS = 0xa1b2_c3d4;
    static final int NANOSECONDS = 0xa1b2_3c4d;

    private static final int FILE_HEADER = 24;
    private static final int RECORD_HEADER = 16;
    private static final int LINK = 0xffff; // above it lies the length of the frame's checksum

    private final CaptureInput in;
    private final ValueLayout.OfInt u32;
    private final boolean nanoseconds;
    private final int link;
    private final long most;
    private final String name;
    private long behind; // bytes of the record before that are still to be passed over
    private String damage;

    /** {@code in} stands at the magic. */
    PcapRecords(CaptureInput in) {
        this.in = in;
        int magic = in.bytes().get(order(ByteOrder.LITTLE_ENDIAN), in.at());
        boolean little = magic == MICROSECONDS || magic == NANOSECONDS;
        u32 = order(little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        nanoseconds = in.bytes().get(u32, in.at()) == NANOSECONDS;
        boolean whole = in.has(FILE_HEADER);
        long snap = whole ? Integer.toUnsignedLong(in.bytes().get(u32, in.at() + 16)) : 0;
        link = whole ? in.bytes().get(u32, in.at() + 20) & LINK : -1;
        most = Math.clamp(snap, MOST, Integer.MAX_VALUE);
        name = "pcap, " + (nanoseconds ? "ns" : "us") + ", " + LinkLayer.name(link);
        behind = FILE_HEADER;
        if (!whole) {
            damage = "cut off at byte 0: the file's header is incomplete";
        }
    }

    private static ValueLayout.OfInt order(ByteOrder order) {
        return ValueLayout.JAVA_INT_UNALIGNED.withOrder(order);
    }

    /** Whether a file that begins so is of this format. */
    static boolean begins(int littleEndian) {
        int other = Integer.reverseBytes(littleEndian);
        return littleEndian == MICROSECONDS
                || littleEndian == NANOSECONDS
                || other == MICROSECONDS
                || other == NANOSECONDS;
    }

    @Override
    public boolean next(CaptureRecord record) {
        if (damage != null) {
            return false;
        }
        long start = in.position();
        if (!in.skip(behind)) {
            damage = "cut off at byte " + start + ": its last packet is incomplete";
            return false;
        }
        behind = 0;
        start = in.position();
        if (!in.has(1)) {
            damage = in.damage() == null ? null : "cut off at byte " + start + ": " + in.damage();
            return false;
        }
        if (!in.has(RECORD_HEADER)) {
            damage = "cut off at byte " + start + ": its last packet is incomplete";
            return false;
        }
        int at = in.at();
        long captured = Integer.toUnsignedLong(in.bytes().get(u32, at + 8));
        if (captured > most) {
            damage = "damaged record at byte " + start + ": a packet of " + captured + " bytes";
            return false;
        }
        long seconds = Integer.toUnsignedLong(in.bytes().get(u32, at));
        long fraction = Integer.toUnsignedLong(in.bytes().get(u32, at + 4));
        record.timeNs = seconds * 1_000_000_000L + fraction * (nanoseconds ? 1 : 1000);
        record.original = Math.max(captured, Integer.toUnsignedLong(in.bytes().get(u32, at + 12)));
        record.link = link;
        record.interfaceNumber = 1;
        record.direction = CaptureRecord.UNKNOWN;
        return take(record, (int) captured, start);
    }

    private boolean take(CaptureRecord record, int captured, long start) {
        int look = Math.min(captured, LOOK);
        if (!in.has(RECORD_HEADER + captured(captured))) {
            damage = "cut off at byte " + start + ": its last packet is incomplete";
            return false;
        }
        record.bytes = in.bytes();
        record.at = in.at() + RECORD_HEADER;
        record.length = look;
        record.captured = captured;
        behind = RECORD_HEADER + (long) captured;
        return true;
    }

    /** All of a packet shall be there, as far as the window can hold it. */
    private static int captured(int captured) {
        return Math.min(captured, CaptureInput.WINDOW - RECORD_HEADER);
    }

    @Override
    public List<Interface> interfaces() {
        return List.of(new Interface(1, "", 0, LinkLayer.kind(link), 0));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String writer() {
        return "";
    }

    @Override
    public String system() {
        return "";
    }

    @Override
    public long dropped() {
        return 0;
    }

    @Override
    public String damage() {
        return damage;
    }
}
