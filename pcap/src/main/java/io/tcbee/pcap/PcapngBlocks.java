package io.tcbee.pcap;

import io.tcbee.trace.Interface;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * The next-generation format: sections of either byte order, each with its own interfaces.
 *
 * <pre>
 *   file  = { block }
 *   block = u32 type, u32 total length, body, u32 total length      a section header block begins a section
 * </pre>
 *
 * <p>Source: draft-ietf-opsawg-pcapng. Blocks of types that are not known are passed over.
 */
final class PcapngBlocks implements CaptureFormat {
    /** Reads the same in both byte orders. */
    static final int SECTION = 0x0a0d_0d0a;

    private static final int INTERFACE = 1;
    private static final int OLD_PACKET = 2;
    private static final int SIMPLE_PACKET = 3;
    private static final int STATISTICS = 5;
    private static final int PACKET = 6;

    private static final int BYTE_ORDER_MAGIC = 0x1a2b_3c4d;
    private static final int FRAME = 12; // type and both lengths
    private static final int BODY = 8;
    private static final int PACKET_HEADER = 20;
    private static final int SIMPLE_HEADER = 4;
    private static final int MOST_INTERFACES = 1 << 16;

    private static final int SYSTEM_OPTION = 3;
    private static final int WRITER_OPTION = 4;
    private static final int FLAGS_OPTION = 2;
    private static final int DROPPED_BY_INTERFACE = 5;
    private static final int DROPPED_BY_SYSTEM = 7;

    private final CaptureInput in;
    private final List<PcapngInterface> all = new ArrayList<>();
    private final List<PcapngInterface> ofSection = new ArrayList<>();
    private final PcapngOptions options = new PcapngOptions();
    private ValueLayout.OfInt u32;
    private ValueLayout.OfShort u16;
    private boolean begun;
    private long behind;
    private long dropped;
    private String writer = "";
    private String system = "";
    private String damage;

    /** {@code in} stands at the first section header block. */
    PcapngBlocks(CaptureInput in) {
        this.in = in;
        order(ByteOrder.LITTLE_ENDIAN);
    }

    private void order(ByteOrder order) {
        u32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(order);
        u16 = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(order);
    }

    @Override
    public boolean next(CaptureRecord record) {
        while (damage == null) {
            long start = in.position();
            if (!in.skip(behind)) {
                return ends("cut off", start, "its last block is incomplete");
            }
            behind = 0;
            start = in.position();
            if (!in.has(1)) {
                return in.damage() != null && ends("cut off", start, in.damage());
            }
            if (!in.has(FRAME)) {
                return ends("cut off", start, "its last block is incomplete");
            }
            if (block(record, start)) {
                return true;
            }
        }
        return false;
    }

    private boolean ends(String what, long at, String reason) {
        damage = what + " at byte " + at + ": " + reason;
        return false;
    }

    /** Reads the block at the input's place; true if it is a packet. */
    private boolean block(CaptureRecord record, long start) {
        int type = in.bytes().get(u32, in.at());
        if (type == SECTION && !section()) {
            return ends("damaged section at byte", start, "no byte order");
        }
        long total = Integer.toUnsignedLong(in.bytes().get(u32, in.at() + 4));
        if (total < FRAME || (total & 3) != 0) {
            return ends("damaged block", start, "a length of " + total + " bytes");
        }
        boolean together = total <= CaptureInput.WINDOW;
        if (!in.has((int) Math.min(total, CaptureInput.WINDOW))) {
            return ends("cut off", start, "its last block is incomplete");
        }
        MemorySegment bytes = in.bytes();
        int at = in.at();
        if (together && Integer.toUnsignedLong(bytes.get(u32, at + total - 4)) != total) {
            return ends("damaged block", start, "its two lengths differ");
        }
        behind = total;
        int body = at + BODY;
        int end = together ? at + (int) total - 4 : at + CaptureInput.WINDOW;
        try {
            return body(record, type, bytes, body, end);
        } catch (IndexOutOfBoundsException | ArithmeticException _) {
            return ends("damaged block", start, "its members do not lie within it");
        }
    }

    private boolean section() {
        for (ByteOrder order : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)) {
            order(order);
            if (in.bytes().get(u32, in.at() + BODY) == BYTE_ORDER_MAGIC) {
                ofSection.clear();
                return true;
            }
        }
        return false;
    }

    private boolean body(CaptureRecord record, int type, MemorySegment bytes, int body, int end) {
        switch (type) {
            case SECTION -> sectionOptions(bytes, body + 16, end);
            case INTERFACE -> addInterface(bytes, body, end);
            case STATISTICS -> statistics(bytes, body, end);
            case PACKET -> {
                return packet(
                        record, bytes, body, end, bytes.get(u32, within(body, PACKET_HEADER, end)));
            }
            case OLD_PACKET -> {
                int id = Short.toUnsignedInt(bytes.get(u16, within(body, PACKET_HEADER, end)));
                return packet(record, bytes, body, end, id);
            }
            case SIMPLE_PACKET -> {
                return simplePacket(record, bytes, body, end);
            }
            default -> {} // names, secrets, custom blocks, those to come
        }
        return false;
    }

    private static int within(int at, int length, int end) {
        if (length < 0 || at + (long) length > end) {
            throw new IndexOutOfBoundsException(at);
        }
        return at;
    }

    private void sectionOptions(MemorySegment bytes, int at, int end) {
        options.over(bytes, u16, at, end);
        while (!begun && options.next()) {
            if (options.code() == SYSTEM_OPTION) {
                system = options.text();
            } else if (options.code() == WRITER_OPTION) {
                writer = options.text();
            }
        }
        begun = true;
    }

    private void addInterface(MemorySegment bytes, int body, int end) {
        if (all.size() == MOST_INTERFACES) {
            throw new IndexOutOfBoundsException(MOST_INTERFACES);
        }
        int _ = within(body, BODY, end);
        int link = Short.toUnsignedInt(bytes.get(u16, body));
        long snap = Integer.toUnsignedLong(bytes.get(u32, body + 4));
        options.over(bytes, u16, body + BODY, end);
        PcapngInterface made = PcapngInterface.of(all.size() + 1, link, snap, options);
        all.add(made);
        ofSection.add(made);
    }

    private void statistics(MemorySegment bytes, int body, int end) {
        options.over(bytes, u16, within(body, FRAME, end) + FRAME, end);
        while (options.next()) {
            boolean drops =
                    options.code() == DROPPED_BY_INTERFACE || options.code() == DROPPED_BY_SYSTEM;
            if (drops && options.length() == Long.BYTES) {
                dropped += Math.max(0, options.u64());
            }
        }
    }

    private boolean packet(
            CaptureRecord record, MemorySegment bytes, int body, int end, int number) {
        PcapngInterface of = interfaceOf(number);
        long high = Integer.toUnsignedLong(bytes.get(u32, body + 4));
        long low = Integer.toUnsignedLong(bytes.get(u32, body + 8));
        int captured = bytes.get(u32, body + 12);
        record.original = Integer.toUnsignedLong(bytes.get(u32, body + 16));
        record.timeNs = of.timeNs(high << 32 | low);
        record.direction = CaptureRecord.UNKNOWN;
        int data = body + PACKET_HEADER;
        take(record, of, bytes, data, captured, end);
        options.over(bytes, u16, data + (int) ((captured + 3L) & ~3L), end);
        while (options.next()) {
            if (options.code() == FLAGS_OPTION && options.length() == Integer.BYTES) {
                int way = options.u32() & 3;
                record.direction = way == 1 ? 0 : way == 2 ? 1 : CaptureRecord.UNKNOWN;
            }
        }
        return true;
    }

    private boolean simplePacket(CaptureRecord record, MemorySegment bytes, int body, int end) {
        PcapngInterface of = interfaceOf(0);
        record.original = Integer.toUnsignedLong(bytes.get(u32, within(body, SIMPLE_HEADER, end)));
        record.timeNs = Long.MIN_VALUE;
        record.direction = CaptureRecord.UNKNOWN;
        long snap = of.snap() == 0 ? record.original : Math.min(of.snap(), record.original);
        int data = body + SIMPLE_HEADER;
        take(record, of, bytes, data, (int) Math.min(snap, end - data), end);
        return true;
    }

    private void take(
            CaptureRecord record,
            PcapngInterface of,
            MemorySegment bytes,
            int data,
            int captured,
            int end) {
        record.bytes = bytes;
        record.at = within(data, Math.min(captured, CaptureInput.WINDOW - 64), end);
        record.captured = captured;
        record.length = Math.min(captured, LOOK);
        record.original = Math.max(record.original, captured);
        record.link = of.link();
        record.interfaceNumber = of.number();
    }

    private PcapngInterface interfaceOf(int number) {
        if (number < 0 || number >= ofSection.size()) {
            throw new IndexOutOfBoundsException(number);
        }
        return ofSection.get(number);
    }

    @Override
    public List<Interface> interfaces() {
        return all.stream()
                .map(i -> new Interface(i.number(), i.name(), 0, LinkLayer.kind(i.link()), 0))
                .toList();
    }

    @Override
    public String name() {
        return all.isEmpty() ? "pcapng" : "pcapng, " + LinkLayer.name(all.getFirst().link());
    }

    @Override
    public String writer() {
        return writer;
    }

    @Override
    public String system() {
        return system;
    }

    @Override
    public long dropped() {
        return dropped;
    }

    @Override
    public String damage() {
        return damage;
    }
}
