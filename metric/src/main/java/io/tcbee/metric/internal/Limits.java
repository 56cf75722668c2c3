package io.tcbee.metric.internal;

import io.tcbee.metric.KernelSample;
import io.tcbee.metric.Metric;
import io.tcbee.metric.Observer;
import io.tcbee.metric.Output;
import io.tcbee.metric.Sink;
import io.tcbee.model.Side;
import io.tcbee.model.Source;
import io.tcbee.model.TcpState;
import io.tcbee.model.Unit;
import io.tcbee.tcp.Connection;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Why a sender was not faster: one limit at every instant between its first and its last event that
 * carries the kernel's state.
 *
 * <p>Events come before the kernel acts on them, so the state that one carries is that of the time
 * before it. Over longer times the kernel's chronographs (net/ipv4/tcp.c, tcp_chrono_start) tell
 * how long each part was.
 */
public final class Limits implements Metric {
    private static final String KERNEL = "net/ipv4/tcp.c, tcp_chrono_start";

    private static final Output LIMIT =
            Output.series(
                    "limit",
                    Unit.NONE,
                    Source.KERNEL,
                    "What limits the sender from here on, to the next value: " + codes() + ".",
                    KERNEL);
    private static final Map<Limit, Output> SHARES = shares();

    private static String codes() {
        List<String> codes = new ArrayList<>();
        for (Limit limit : Limit.values()) {
            codes.add(limit.code() + " " + name(limit));
        }
        return String.join(", ", codes);
    }

    private static Map<Limit, Output> shares() {
        Map<Limit, Output> shares = new EnumMap<>(Limit.class);
        for (Limit limit : Limit.values()) {
            shares.put(
                    limit,
                    Output.attribute(
                            "limited_by_" + name(limit),
                            Unit.RATIO,
                            limit == Limit.PACING ? Source.INFERRED : Source.KERNEL,
                            "Share of the time in which " + limit.words() + ".",
                            KERNEL));
        }
        return shares;
    }

    private static String name(Limit limit) {
        return limit.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public String name() {
        return "limits";
    }

    @Override
    public List<Output> outputs() {
        List<Output> outputs = new ArrayList<>(List.of(LIMIT));
        outputs.addAll(SHARES.values());
        return List.copyOf(outputs);
    }

    @Override
    public Observer observe(Connection connection, Sink sink) {
        return new Observer() {
            private final Timeline[] sides = new Timeline[2];

            @Override
            public void sample(KernelSample sample) {
                if (!sample.carriesState()
                        || sample.get(TcpState.CHRONO_TYPE) == KernelSample.ABSENT) {
                    return;
                }
                int i = Sides.index(sample.side());
                if (sides[i] == null) {
                    sides[i] = new Timeline(sample.side(), sink);
                }
                sides[i].take(sample);
            }

            @Override
            public void end() {
                for (Timeline each : sides) {
                    if (each != null) {
                        each.end();
                    }
                }
            }
        };
    }

    /** The limits of one side, and how long each held. */
    private static final class Timeline {
        /** Above it, several of the jiffies in which the chronographs count: 1 to 10 ms each. */
        private static final long LONG_NS = 20_000_000;

        private static final long NS_PER_US = 1000;

        private final Side side;
        private final Sink sink;
        private final long[] heldNs = new long[Limit.values().length];
        private Limit told;
        private long toNs;
        private boolean begun;
        private long busyUs;
        private long rwndUs;
        private long sndbufUs;

        Timeline(Side side, Sink sink) {
            this.side = side;
            this.sink = sink;
        }

        void take(KernelSample sample) {
            long busy = sample.get(TcpState.BUSY_TIME_US) - busyUs;
            long rwnd = sample.get(TcpState.RWND_LIMITED_US) - rwndUs;
            long sndbuf = sample.get(TcpState.SNDBUF_LIMITED_US) - sndbufUs;
            busyUs += busy;
            rwndUs += rwnd;
            sndbufUs += sndbuf;
            if (!begun) {
                begun = true;
                toNs = sample.timeNs();
                return;
            }
            long lengthNs = sample.timeNs() - toNs;
            if (lengthNs <= 0) {
                return;
            }
            Limit now = Limit.of(sample);
            if (now == Limit.HANDSHAKE || lengthNs < LONG_NS) {
                hold(idleBefore(sample, now) ? Limit.APPLICATION : now, lengthNs);
                return;
            }
            // Nothing to send comes first: the queue ran empty by the event before.
            long busyNs = Math.min(lengthNs, Math.max(0, busy) * NS_PER_US);
            long limitedNs = Math.min(busyNs, Math.max(0, rwnd) * NS_PER_US);
            long bufferNs = Math.min(busyNs - limitedNs, Math.max(0, sndbuf) * NS_PER_US);
            hold(Limit.APPLICATION, lengthNs - busyNs);
            hold(Limit.busy(sample), busyNs - limitedNs - bufferNs);
            hold(Limit.window(sample), limitedNs);
            hold(Limit.SEND_BUFFER, bufferNs);
        }

        /**
         * Whether nothing was in flight and data had come just now: the application was awaited.
         */
        private static boolean idleBefore(KernelSample sample, Limit now) {
            return now != Limit.HANDSHAKE
                    && now != Limit.ZERO_WINDOW
                    && now != Limit.RECEIVE_WINDOW
                    && sample.get(TcpState.PACKETS_OUT) == 0;
        }

        private void hold(Limit limit, long forNs) {
            if (forNs <= 0) {
                return;
            }
            if (limit != told) {
                sink.point(LIMIT, side, toNs, limit.code());
                told = limit;
            }
            heldNs[limit.code()] += forNs;
            toNs += forNs;
        }

        void end() {
            long all = 0;
            for (long each : heldNs) {
                all += each;
            }
            if (all == 0) {
                return;
            }
            for (Limit limit : Limit.values()) {
                sink.attribute(SHARES.get(limit), side, (double) heldNs[limit.code()] / all);
            }
        }
    }
}
