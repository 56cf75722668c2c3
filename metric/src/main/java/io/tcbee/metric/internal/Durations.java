package io.tcbee.metric.internal;

import io.tcbee.metric.Metric;
import io.tcbee.metric.Observer;
import io.tcbee.metric.Output;
import io.tcbee.metric.Sink;
import io.tcbee.model.Side;
import io.tcbee.model.Source;
import io.tcbee.model.Unit;
import io.tcbee.tcp.Connection;
import io.tcbee.tcp.Packet;
import io.tcbee.tcp.TcpFlags;
import java.util.List;

/** How long things took for those who waited. */
public final class Durations implements Metric {
    private static final double NS_PER_US = 1000;

    private static final Output COMPLETION =
            Output.attribute(
                    "completion_time_us",
                    Unit.MICROSECONDS,
                    Source.WIRE,
                    "From the first SYN to the acknowledgment of this side's last byte of data; absent"
                            + " if the SYN was not seen or a byte was never acknowledged.",
                    "");
    private static final Output FIRST_BYTE =
            Output.attribute(
                    "time_to_first_byte_us",
                    Unit.MICROSECONDS,
                    Source.WIRE,
                    "From the client's first packet with data to the server's first; absent if the"
                            + " server spoke first.",
                    "");
    private static final Output IDLE =
            Output.attribute(
                    "idle_max_us",
                    Unit.MICROSECONDS,
                    Source.WIRE,
                    "Longest time between two packets of this side.",
                    "");

    @Override
    public String name() {
        return "durations";
    }

    @Override
    public List<Output> outputs() {
        return List.of(COMPLETION, FIRST_BYTE, IDLE);
    }

    @Override
    public Observer observe(Connection connection, Sink sink) {
        return new Observer() {
            private final long[] lastNs = {Packet.NO_TIME, Packet.NO_TIME};
            private final long[] idleNs = {-1, -1};
            private final long[] firstDataNs = {Packet.NO_TIME, Packet.NO_TIME};
            private final long[] dataEnd = new long[2];
            private final long[] ackedNs = {Packet.NO_TIME, Packet.NO_TIME};
            private long firstSynNs = Packet.NO_TIME;

            @Override
            public void packet(Packet packet) {
                int own = Sides.index(packet.side());
                long timeNs = packet.timeNs();
                if (lastNs[own] != Packet.NO_TIME) {
                    idleNs[own] = Math.max(idleNs[own], timeNs - lastNs[own]);
                }
                lastNs[own] = timeNs;
                if (packet.has(TcpFlags.SYN)
                        && packet.side() == Side.CLIENT
                        && firstSynNs == Packet.NO_TIME) {
                    firstSynNs = timeNs;
                }
                if (packet.payloadLength() > 0 && !packet.keepAlive()) {
                    if (firstDataNs[own] == Packet.NO_TIME) {
                        firstDataNs[own] = timeNs;
                    }
                    long end = packet.seq() + packet.payloadLength();
                    if (end > dataEnd[own]) {
                        dataEnd[own] = end;
                        ackedNs[own] = Packet.NO_TIME;
                    }
                }
                int peer = 1 - own;
                if (packet.ack() >= dataEnd[peer] && ackedNs[peer] == Packet.NO_TIME) {
                    ackedNs[peer] = timeNs;
                }
            }

            @Override
            public void end() {
                for (Side side : Side.values()) {
                    int i = Sides.index(side);
                    if (idleNs[i] >= 0) {
                        sink.attribute(IDLE, side, idleNs[i] / NS_PER_US);
                    }
                    if (dataEnd[i] > 0
                            && ackedNs[i] != Packet.NO_TIME
                            && firstSynNs != Packet.NO_TIME) {
                        sink.attribute(COMPLETION, side, (ackedNs[i] - firstSynNs) / NS_PER_US);
                    }
                }
                long request = firstDataNs[Sides.index(Side.CLIENT)];
                long answer = firstDataNs[Sides.index(Side.SERVER)];
                if (request != Packet.NO_TIME && answer > request) {
                    sink.attribute(FIRST_BYTE, null, (answer - request) / NS_PER_US);
                }
            }
        };
    }
}
