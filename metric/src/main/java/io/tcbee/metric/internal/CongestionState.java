package io.tcbee.metric.internal;

import io.tcbee.metric.KernelSample;
import io.tcbee.metric.Metric;
import io.tcbee.metric.Observer;
import io.tcbee.metric.Output;
import io.tcbee.metric.Sink;
import io.tcbee.model.Side;
import io.tcbee.model.Source;
import io.tcbee.model.TcpCongStateSet;
import io.tcbee.model.TcpState;
import io.tcbee.model.Unit;
import io.tcbee.tcp.Connection;
import io.tcbee.tcp.Packet;
import io.tcbee.tcp.Sender;
import io.tcbee.tcp.TcpFlags;
import java.util.ArrayList;
import java.util.List;

/**
 * The state of each sender's congestion control, as its kernel told it, and beside it as headers
 * let it be concluded: include/uapi/linux/tcp.h, {@code enum tcp_ca_state}.
 */
public final class CongestionState implements Metric {
    private static final int OPEN = 0;
    private static final int DISORDER = 1;
    private static final int CWR = 2;
    private static final int RECOVERY = 3;
    private static final int LOSS = 4;
    private static final int NONE = -1;

    private static final String KERNEL = "include/uapi/linux/tcp.h, enum tcp_ca_state";
    private static final String RFC = "RFC 5681, section 3; RFC 6582, section 3.2; RFC 3168, 6.1.2";
    private static final String CODES = ": 0 Open, 1 Disorder, 2 CWR, 3 Recovery, 4 Loss.";
    private static final String[] NAMES = {"open", "disorder", "cwr", "recovery", "loss"};

    private static final Output STATE =
            Output.series(
                    "congestion_state",
                    Unit.NONE,
                    Source.KERNEL,
                    "The congestion state from here on, to the next value" + CODES,
                    KERNEL);
    private static final Output CONCLUDED =
            Output.series(
                    "congestion_state_inferred",
                    Unit.NONE,
                    Source.INFERRED,
                    "The same as headers let it be concluded, whether or not the kernel told it"
                            + CODES,
                    RFC);
    private static final Output[] SHARES = new Output[NAMES.length];
    private static final Output[] ENTRIES = new Output[NAMES.length];

    static {
        for (int state = OPEN; state <= LOSS; state++) {
            SHARES[state] =
                    Output.attribute(
                            "congestion_" + NAMES[state] + "_share",
                            Unit.RATIO,
                            Source.KERNEL,
                            "Share of the time between the first and the last event with the"
                                    + " kernel's state that was spent in this congestion state.",
                            KERNEL);
            ENTRIES[state] =
                    Output.attribute(
                            "congestion_" + NAMES[state] + "_entries",
                            Unit.COUNT,
                            Source.KERNEL,
                            "How often the kernel entered this congestion state from another.",
                            KERNEL);
        }
    }

    @Override
    public String name() {
        return "congestion_state";
    }

    @Override
    public List<Output> outputs() {
        List<Output> outputs = new ArrayList<>(List.of(STATE, CONCLUDED));
        outputs.addAll(List.of(SHARES));
        outputs.addAll(List.of(ENTRIES).subList(DISORDER, ENTRIES.length));
        return List.copyOf(outputs);
    }

    @Override
    public Observer observe(Connection connection, Sink sink) {
        return new Observer() {
            private final Told[] told = new Told[2];
            private final Concluded[] concluded = {
                new Concluded(connection.sender(Side.CLIENT), sink),
                new Concluded(connection.sender(Side.SERVER), sink)
            };

            @Override
            public void packet(Packet packet) {
                concluded[Sides.index(packet.side())].sent(packet);
                concluded[Sides.index(packet.side().other())].acknowledged(packet);
            }

            @Override
            public void sample(KernelSample sample) {
                long state =
                        sample.type() == TcpCongStateSet.TYPE.id()
                                ? sample.get(TcpCongStateSet.CA_STATE)
                                : sample.carriesState()
                                        ? sample.get(TcpState.ICSK_CA_STATE)
                                        : KernelSample.ABSENT;
                if (state < OPEN || state > LOSS) {
                    return;
                }
                int i = Sides.index(sample.side());
                if (told[i] == null) {
                    told[i] = new Told(sample.side(), sink);
                }
                told[i].take((int) state, sample.timeNs());
            }

            @Override
            public void end() {
                for (Told each : told) {
                    if (each != null) {
                        each.end();
                    }
                }
            }
        };
    }

    /** What the kernel told of one side. */
    private static final class Told {
        private final Side side;
        private final Sink sink;
        private final long[] heldNs = new long[NAMES.length];
        private final long[] entries = new long[NAMES.length];
        private int state = NONE;
        private long sinceNs;

        Told(Side side, Sink sink) {
            this.side = side;
            this.sink = sink;
        }

        void take(int now, long timeNs) {
            if (state != NONE && timeNs > sinceNs) {
                heldNs[state] += timeNs - sinceNs;
            }
            sinceNs = Math.max(sinceNs, timeNs);
            if (now != state) {
                entries[now] += state == NONE ? 0 : 1;
                sink.point(STATE, side, timeNs, now);
                state = now;
            }
        }

        void end() {
            long all = 0;
            for (long each : heldNs) {
                all += each;
            }
            for (int i = OPEN; i <= LOSS; i++) {
                if (all > 0) {
                    sink.attribute(SHARES[i], side, (double) heldNs[i] / all);
                }
                if (i != OPEN) {
                    sink.attribute(ENTRIES[i], side, (double) entries[i]);
                }
            }
        }
    }

    /**
     * What packets tell of one side. A state that repairs, or answers a mark, lasts until all is
     * acknowledged that had been sent when it began.
     */
    private static final class Concluded {
        private final Sender sender;
        private final Sink sink;
        private int state = NONE;
        private long recover;
        private long answeredNs;
        private boolean probed;

        Concluded(Sender sender, Sink sink) {
            this.sender = sender;
            this.sink = sink;
        }

        void sent(Packet packet) {
            if (packet.payloadLength() > 0 && state == NONE) {
                set(OPEN, packet);
            }
            boolean again = packet.retransmission() && !packet.has(TcpFlags.SYN);
            if (!again || state == LOSS) {
                return;
            }
            if (state == RECOVERY) {
                boolean silent = packet.timeNs() - answeredNs >= sender.roundTripTime().rtoNs();
                enter(silent && packet.seq() <= sender.una() ? LOSS : RECOVERY, packet);
            } else if (disorder()) {
                enter(RECOVERY, packet);
            } else if (!probed && packet.end() == sender.maxend()) {
                probed = true; // taken for a tail loss probe
            } else {
                enter(LOSS, packet);
            }
        }

        private void enter(int repair, Packet packet) {
            if (state != repair) {
                recover = sender.maxend();
                set(repair, packet);
            }
        }

        void acknowledged(Packet packet) {
            if (packet.ack() == Packet.NO_SEQUENCE || state == NONE) {
                return;
            }
            answeredNs = packet.timeNs();
            if (packet.ackedBytes() > 0) {
                probed = false;
            }
            boolean over = state < CWR || sender.una() >= recover;
            if (!over) {
                return;
            }
            if (packet.has(TcpFlags.ECE) && !packet.has(TcpFlags.SYN) && sender.flight() > 0) {
                recover = sender.maxend();
                set(CWR, packet);
            } else {
                set(disorder() ? DISORDER : OPEN, packet);
            }
        }

        private boolean disorder() {
            return sender.sacked().bytes() > 0 || sender.duplicateAcks() > 0;
        }

        private void set(int now, Packet packet) {
            if (now != state) {
                state = now;
                sink.point(CONCLUDED, sender.side(), packet.timeNs(), now);
            }
        }
    }
}
