package io.tcbee.metric.internal;

import io.tcbee.metric.KernelSample;
import io.tcbee.metric.Metric;
import io.tcbee.metric.Observer;
import io.tcbee.metric.Output;
import io.tcbee.metric.Sink;
import io.tcbee.model.Side;
import io.tcbee.model.Source;
import io.tcbee.model.TcpRetransmitSkb;
import io.tcbee.model.TcpRetransmitSynack;
import io.tcbee.model.Unit;
import io.tcbee.tcp.Connection;
import io.tcbee.tcp.Packet;
import io.tcbee.tcp.TcpFlags;
import java.util.List;

/**
 * Segments sent again, as the packets show them and as the kernel tells them.
 *
 * <p>The wire's count is that of the kernel's {@code TcpRetransSegs}: SYN, SYN-ACK and FIN count,
 * keep-alives, window probes and copies made by the path do not. The kernel tells SYN-ACKs by a
 * tracepoint of their own, so wire = kernel_retransmissions + kernel_synack_retransmissions.
 */
public final class Retransmissions implements Metric {
    private static final String RFC = "RFC 9293, section 3.8.1";
    private static final String KERNEL = "net/ipv4/tcp_output.c, __tcp_retransmit_skb";
    private static final String KERNEL_SYNACK = "net/ipv4/tcp_output.c, tcp_rtx_synack";

    private static final Output RETRANSMISSION =
            Output.series(
                    "retransmission",
                    Unit.BYTES,
                    Source.WIRE,
                    "A packet with something that its sender had sent before; the value is how many"
                            + " of its payload bytes, 0 for a SYN or FIN alone.",
                    RFC);
    private static final Output SEGMENTS =
            Output.attribute(
                    "retransmissions",
                    Unit.SEGMENTS,
                    Source.WIRE,
                    "Segments retransmitted, SYN, SYN-ACK and FIN included.",
                    RFC);
    private static final Output SYNACKS =
            Output.attribute(
                    "synack_retransmissions",
                    Unit.SEGMENTS,
                    Source.WIRE,
                    "SYN-ACKs retransmitted; part of retransmissions.",
                    RFC);
    private static final Output BYTES =
            Output.attribute(
                    "retransmitted_bytes",
                    Unit.BYTES,
                    Source.WIRE,
                    "Payload bytes retransmitted.",
                    RFC);
    private static final Output REORDERED =
            Output.attribute(
                    "reordered_packets",
                    Unit.PACKETS,
                    Source.WIRE,
                    "Packets that left their sender before one that was seen earlier: older IPv4"
                            + " identification, or older timestamp.",
                    "RFC 4737, section 3.3");
    private static final Output DUPLICATES =
            Output.attribute(
                    "path_duplicates",
                    Unit.PACKETS,
                    Source.WIRE,
                    "Packets that came twice with the same IPv4 identification and timestamp.",
                    "RFC 5560, section 4.1");
    private static final Output KERNEL_SEGMENTS =
            Output.attribute(
                    "kernel_retransmissions",
                    Unit.SEGMENTS,
                    Source.KERNEL,
                    "Segments of all tcp_retransmit_skb events; no SYN-ACKs.",
                    KERNEL);
    private static final Output KERNEL_SYNACKS =
            Output.attribute(
                    "kernel_synack_retransmissions",
                    Unit.SEGMENTS,
                    Source.KERNEL,
                    "SYN-ACKs retransmitted: tcp_retransmit_synack events.",
                    KERNEL_SYNACK);

    @Override
    public String name() {
        return "retransmissions";
    }

    @Override
    public List<Output> outputs() {
        return List.of(
                RETRANSMISSION,
                SEGMENTS,
                SYNACKS,
                BYTES,
                REORDERED,
                DUPLICATES,
                KERNEL_SEGMENTS,
                KERNEL_SYNACKS);
    }

    @Override
    public Observer observe(Connection connection, Sink sink) {
        return new Counter(sink);
    }

    private static final class Counter implements Observer {
        private final Sink sink;
        private final Counts[] sides = {new Counts(), new Counts()};

        Counter(Sink sink) {
            this.sink = sink;
        }

        @Override
        public void packet(Packet packet) {
            Counts counts = sides[Sides.index(packet.side())];
            counts.packets++;
            if (packet.reordered()) {
                counts.reordered++;
            }
            if (packet.pathDuplicate()) {
                counts.duplicates++;
            }
            if (!packet.retransmission()) {
                return;
            }
            counts.segments += packet.retransmittedSegments();
            counts.bytes += packet.retransmittedBytes();
            if (packet.has(TcpFlags.SYN) && packet.has(TcpFlags.ACK)) {
                counts.synacks++;
            }
            sink.point(
                    RETRANSMISSION,
                    packet.side(),
                    packet.timeNs(),
                    (double) packet.retransmittedBytes());
        }

        @Override
        public void sample(KernelSample sample) {
            Counts counts = sides[Sides.index(sample.side())];
            counts.samples++;
            if (sample.type() == TcpRetransmitSkb.TYPE.id()) {
                counts.kernelSegments += sample.get(TcpRetransmitSkb.SEGS);
            } else if (sample.type() == TcpRetransmitSynack.TYPE.id()) {
                counts.kernelSynacks++;
            }
        }

        @Override
        public void end() {
            for (Side side : Side.values()) {
                Counts counts = sides[Sides.index(side)];
                if (counts.packets > 0) {
                    sink.attribute(SEGMENTS, side, (double) counts.segments);
                    sink.attribute(SYNACKS, side, (double) counts.synacks);
                    sink.attribute(BYTES, side, (double) counts.bytes);
                    sink.attribute(REORDERED, side, (double) counts.reordered);
                    sink.attribute(DUPLICATES, side, (double) counts.duplicates);
                }
                if (counts.samples > 0) {
                    sink.attribute(KERNEL_SEGMENTS, side, (double) counts.kernelSegments);
                    sink.attribute(KERNEL_SYNACKS, side, (double) counts.kernelSynacks);
                }
            }
        }
    }

    private static final class Counts {
        private long packets;
        private long segments;
        private long synacks;
        private long bytes;
        private long reordered;
        private long duplicates;
        private long samples;
        private long kernelSegments;
        private long kernelSynacks;
    }
}
