package io.tcbee.metric.internal;

import io.tcbee.metric.Output;
import io.tcbee.model.Source;
import io.tcbee.model.Unit;
import java.util.ArrayList;
import java.util.List;

/** What {@link Wireshark} emits. */
final class WiresharkOutputs {
    private static final String REFERENCE = "Wireshark 4.0, tcp.analysis.";

    static final Output RTO =
            Output.series(
                    "wireshark_rto_ns",
                    Unit.NANOSECONDS,
                    Source.WIRE,
                    "Of a retransmission neither fast nor spurious: time since the oldest of this"
                            + " side's segments was seen that is not acknowledged.",
                    "Wireshark 4.0, tcp.analysis.rto");
    static final Output ACK_RTT =
            Output.series(
                    "wireshark_ack_rtt_ns",
                    Unit.NANOSECONDS,
                    Source.WIRE,
                    "From the first transmission that was not acknowledged and ends exactly at this"
                            + " packet's acknowledgment to this packet; retransmitted or not,"
                            + " wherever it was seen. Where it is 0 there is none.",
                    "Wireshark 4.0, tcp.analysis.ack_rtt");
    static final Output FLIGHT =
            Output.series(
                    "wireshark_bytes_in_flight",
                    Unit.BYTES,
                    Source.WIRE,
                    "From the lowest to the highest number of the segments that were seen and not"
                            + " acknowledged, less the first three SACK blocks of the other side's"
                            + " last packet; with each packet that has payload, but not from a"
                            + " lost_segment to the next acknowledgment.",
                    "Wireshark 4.0, tcp.analysis.bytes_in_flight");
    static final Output INITIAL_RTT =
            Output.attribute(
                    "wireshark_initial_rtt_ns",
                    Unit.NANOSECONDS,
                    Source.WIRE,
                    "From the last SYN to the first packet after it with ACK and without SYN.",
                    "Wireshark 4.0, tcp.analysis.initial_rtt");
    static final Output COMPLETENESS =
            Output.attribute(
                    "wireshark_completeness",
                    Unit.NONE,
                    Source.WIRE,
                    "Sum of what was seen: 1 SYN, 2 SYN-ACK, 4 ACK, 8 data, 16 FIN, 32 RST.",
                    "Wireshark 4.0, tcp.completeness");
    static final Output DISAGREEMENT =
            Output.series(
                    "wireshark_disagreement",
                    Unit.NONE,
                    Source.WIRE,
                    "Wireshark's flags contradict retransmission, reordered_packets,"
                            + " path_duplicates or duplicate_ack; the value is the number of the"
                            + " reason.",
                    "");
    static final Output DISAGREEMENTS =
            Output.attribute(
                    "wireshark_disagreement_count",
                    Unit.COUNT,
                    Source.WIRE,
                    "Packets of this side with wireshark_disagreement.",
                    "");

    /** By {@link WiresharkFlag#place}: a point for every packet that has the flag. */
    private static final List<Output> FLAGS = new ArrayList<>();

    /** By {@link WiresharkFlag#place}: how many packets have it. */
    private static final List<Output> COUNTS = new ArrayList<>();

    static final List<Output> ALL;

    static {
        for (WiresharkFlag flag : WiresharkFlag.values()) {
            FLAGS.add(series(flag));
            COUNTS.add(count(flag));
        }
        List<Output> all = new ArrayList<>(FLAGS);
        all.addAll(List.of(RTO, ACK_RTT, FLIGHT, DISAGREEMENT));
        all.addAll(COUNTS);
        all.addAll(List.of(INITIAL_RTT, COMPLETENESS, DISAGREEMENTS));
        ALL = List.copyOf(all);
    }

    private WiresharkOutputs() {}

    static Output flag(WiresharkFlag flag) {
        return FLAGS.get(flag.place());
    }

    static Output counted(WiresharkFlag flag) {
        return COUNTS.get(flag.place());
    }

    private static Output series(WiresharkFlag flag) {
        boolean numbered = flag == WiresharkFlag.DUPLICATE_ACK;
        return Output.series(
                "wireshark_" + flag.field(),
                numbered ? Unit.COUNT : Unit.NONE,
                Source.WIRE,
                flag.definition() + (numbered ? "" : " The value is 1."),
                REFERENCE + flag.field());
    }

    private static Output count(WiresharkFlag flag) {
        return Output.attribute(
                "wireshark_" + flag.field() + "_count",
                Unit.COUNT,
                Source.WIRE,
                "Packets of this side with wireshark_" + flag.field() + ".",
                REFERENCE + flag.field());
    }
}
