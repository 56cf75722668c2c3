package io.tcbee.process;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.tcbee.model.PacketEvent;
import io.tcbee.model.Side;
import io.tcbee.model.TcpState;
import io.tcbee.pcap.PcapngWriter;
import io.tcbee.tcp.Connection;
import io.tcbee.tcp.Packet;
import io.tcbee.tcp.TcpFlags;
import io.tcbee.trace.EventSource;
import io.tcbee.trace.Interface;
import io.tcbee.trace.TraceInfo;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Writes the packets of a trace or capture as pcapng, each with what TCBee knows of it as its
 * comment. There are headers only; the original lengths are kept.
 */
public final class PcapngExport {
    private static final int IPV6_LENGTH = 40;
    private static final int PROTOCOL_TCP = 6;
    private static final ValueLayout.OfShort BIG =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private final EventSource source;
    private final List<ConnectionFilter> connections;
    private final long fromNs;
    private final long toNs;
    private final long realtimeNs;
    private final Map<Integer, Integer> interfaces = new HashMap<>();
    private final BitSet judged = new BitSet();
    private final BitSet chosen = new BitSet();
    private final MemorySegment headers = MemorySegment.ofArray(new byte[256]);
    private long packets;

    /**
     * @param connections empty for all
     * @param fromNs since the start; {@link Long#MIN_VALUE} is the begin
     * @param toNs since the start; {@link Long#MAX_VALUE} is the end
     */
    public PcapngExport(
            EventSource source, List<ConnectionFilter> connections, long fromNs, long toNs) {
        this.source = source;
        this.connections = List.copyOf(connections);
        this.fromNs = fromNs;
        this.toNs = toNs;
        realtimeNs = source.info().start().realtimeNs();
    }

    /**
     * Writes the chosen packets to {@code out}; returns how many.
     *
     * @throws ProcessException if the thread was interrupted
     */
    public long writeTo(Path out, Progress progress) {
        TraceInfo info = source.info();
        try (PcapngWriter writer = PcapngWriter.create(out, info.kernel(), "tcbee")) {
            Pass.tell(
                    source,
                    (packet, event, at, behind) -> write(writer, packet, event, at, behind),
                    progress);
        }
        return packets;
    }

    private void write(
            PcapngWriter writer, Packet packet, MemorySegment event, long at, long behind) {
        long timeNs = packet.timeNs();
        if (timeNs < fromNs || timeNs >= toNs || !wanted(packet.connection())) {
            return;
        }
        packets++;
        long members = at + behind;
        int ipLength = (int) PacketEvent.IP_LENGTH.get(event, members);
        int tcpLength = (int) PacketEvent.TCP_LENGTH.get(event, members);
        int length = ipLength + tcpLength;
        MemorySegment.copy(event, members + PacketEvent.HEADERS.offset(), headers, 0, length);
        withoutExtensions(ipLength, tcpLength + packet.payloadLength());
        int ifindex = (int) PacketEvent.IFINDEX.get(event, members);
        writer.packet(
                interfaces.computeIfAbsent(ifindex, index -> writer.addInterface(name(index))),
                realtimeNs + timeNs,
                headers,
                0,
                length,
                (long) length + packet.payloadLength(),
                packet.direction(),
                comment(packet, behind == 0 ? null : event, at));
    }

    /** Where extension headers were too many to be recorded, TCP follows the IPv6 header now. */
    private void withoutExtensions(int ipLength, int payloadLength) {
        boolean six = (headers.get(JAVA_BYTE, 0) & 0xf0) == 0x60;
        if (six && ipLength == IPV6_LENGTH && headers.get(JAVA_BYTE, 6) != PROTOCOL_TCP) {
            headers.set(JAVA_BYTE, 6, (byte) PROTOCOL_TCP);
            headers.set(BIG, 4, (short) payloadLength);
        }
    }

    private boolean wanted(Connection connection) {
        int id = connection.id();
        if (!judged.get(id)) {
            judged.set(id);
            boolean takes = connections.isEmpty();
            for (ConnectionFilter each : connections) {
                takes |=
                        each.takes(
                                connection.endpoint(Side.CLIENT), connection.endpoint(Side.SERVER));
            }
            chosen.set(id, takes);
        }
        return chosen.get(id);
    }

    private String name(int ifindex) {
        for (Interface each : source.info().interfaces()) {
            if (each.ifindex() == ifindex && !each.name().isEmpty()) {
                return each.name();
            }
        }
        return "interface " + ifindex;
    }

    /**
     * @param state the event, if the sender's state is in it; else null
     */
    private static String comment(Packet packet, MemorySegment state, long at) {
        StringBuilder text = new StringBuilder("tcbee: connection ");
        text.append(packet.connection().id()).append(' ');
        text.append(packet.side().name().toLowerCase(Locale.ROOT));
        text.append(" seq=").append(packet.seq()).append("..").append(packet.end());
        if (packet.ack() != Packet.NO_SEQUENCE) {
            text.append(" ack=").append(packet.ack());
        }
        if (packet.segments() > 1) {
            text.append(" segments=").append(packet.segments());
        }
        verdict(packet, text);
        if (packet.ackedBytes() > 0) {
            text.append(" newly_acked=").append(packet.ackedBytes());
        }
        if (packet.newlySackedBytes() > 0) {
            text.append(" newly_sacked=").append(packet.newlySackedBytes());
        }
        if (packet.duplicateAck5681()) {
            text.append(" duplicate_ack");
        }
        if (packet.payloadLength() > 0 && !packet.has(TcpFlags.RST)) {
            long flight = packet.connection().sender(packet.side()).flight();
            text.append(" bytes_in_flight=").append(flight);
        }
        if (packet.rttNs() != Packet.NO_TIME) {
            text.append(" rtt_us=").append(packet.rttNs() / 1000.0);
        }
        if (state != null) {
            text.append(" snd_cwnd=").append(TcpState.SND_CWND.get(state, at));
            text.append(" snd_ssthresh=").append(TcpState.SND_SSTHRESH.get(state, at));
            text.append(" srtt_us=").append(TcpState.SRTT_US.get(state, at));
        }
        return text.toString();
    }

    private static void verdict(Packet packet, StringBuilder text) {
        if (packet.retransmission()) {
            text.append(" retransmission=").append(packet.retransmittedBytes());
        } else if (packet.keepAlive()) {
            text.append(" keep_alive");
        } else if (packet.reordered()) {
            text.append(" reordered");
        } else if (packet.pathDuplicate()) {
            text.append(" path_duplicate");
        }
    }
}
