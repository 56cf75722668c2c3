package io.tcbee.process;

import io.tcbee.model.PacketEvent;
import io.tcbee.store.Column;
import io.tcbee.store.FlowWriter;
import io.tcbee.tcp.Headers;
import io.tcbee.tcp.Packet;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** The table {@code packets}: one row per packet, as the stack handled it. */
final class PacketTable {
    private static final long ALL = (1L << PacketColumns.TABLE.columns().size()) - 1;
    private static final long ACK = bit("ack");
    private static final long WINDOW = bit("window");
    private static final long GSO_SIZE = bit("gso_size");
    private static final long IP_ID = bit("ip_id");
    private static final long TIMESTAMPS = bit("tsval") | bit("tsecr");
    private static final long MSS = bit("mss");
    private static final long SACK = bit("sack_left") | bit("sack_right");

    private final TableWriter<PacketWindow> windows;

    PacketTable(FlowWriter writer) {
        windows = new TableWriter<>(writer, PacketWindow.class, PacketWindow::new);
    }

    /**
     * Adds the packet of the event at {@code member}.
     *
     * @return whether it is time to {@link #flush}
     */
    boolean add(Packet packet, int side, MemorySegment event, long member) {
        PacketWindow row = windows.window();
        Headers headers = packet.headers();
        boolean several = packet.segments() > 1;
        boolean sack = packet.sackBlocks() > 0 && packet.ack() != Packet.NO_SEQUENCE;
        boolean timestamps = headers.timestamps();
        long trafficClass = headers.trafficClass();
        int at = row.begin(packet.connection().id(), side, packet.timeNs());
        long[] record = row.records();
        long window = packet.window() == Packet.NO_WINDOW ? 0 : packet.window();
        // As PacketWindow packs the columns: see its test.
        record[at] =
                low(PacketEvent.IFINDEX.get(event, member)) | (packet.outgoing() ? 1L << 32 : 0);
        record[at + 1] = packet.seq();
        record[at + 2] = packet.end();
        record[at + 3] = packet.ack();
        record[at + 4] = low(packet.payloadLength()) | window << 32;
        record[at + 5] =
                headers.flags()
                        | (long) packet.segments() << 16
                        | PacketEvent.GSO_SIZE.get(event, member) << 32
                        | (long) headers.ipId() << 48;
        record[at + 6] =
                headers.ttl()
                        | (trafficClass >>> 2) << 8
                        | (trafficClass & 3) << 16
                        | low(headers.tsval()) << 24;
        record[at + 7] =
                low(headers.tsecr())
                        | (long) (headers.mss() & 0xffff) << 32
                        | (long) packet.sackBlocks() << 48;
        record[at + 8] = sack ? packet.sackLeft(0) : 0;
        record[at + 9] = sack ? packet.sackRight(0) : 0;
        record[at + 10] = low(packet.ackedBytes()) | packet.newlySackedBytes() << 32;
        record[at + 11] = verdict(packet);
        long present = ALL;
        present &= packet.ack() != Packet.NO_SEQUENCE ? -1 : ~ACK;
        present &= packet.window() != Packet.NO_WINDOW ? -1 : ~WINDOW;
        present &= several ? -1 : ~GSO_SIZE;
        present &= headers.ipv4() ? -1 : ~IP_ID;
        present &= timestamps ? -1 : ~TIMESTAMPS;
        present &= headers.mss() >= 0 ? -1 : ~MSS;
        present &= sack ? -1 : ~SACK;
        record[at + 12] = present;
        return row.isFull();
    }

    private static long bit(String column) {
        List<Column> columns = PacketColumns.TABLE.columns();
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).name().equals(column)) {
                return 1L << i;
            }
        }
        throw new IllegalArgumentException("no such column: column=" + column);
    }

    private static long low(long value) {
        return value & 0xffff_ffffL;
    }

    private static byte verdict(Packet packet) {
        if (packet.retransmission()) {
            return 1;
        }
        if (packet.keepAlive()) {
            return 2;
        }
        return (byte) (packet.reordered() ? 3 : packet.pathDuplicate() ? 4 : 0);
    }

    /**
     * @param ids the store's id of each connection
     */
    void flush(long[] ids) {
        windows.flush(ids);
    }

    long written() {
        return windows.written();
    }
}
