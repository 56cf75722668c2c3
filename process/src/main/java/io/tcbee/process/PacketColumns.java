package io.tcbee.process;

import io.tcbee.model.Series;
import io.tcbee.model.Source;
import io.tcbee.model.Unit;
import io.tcbee.store.Column;
import io.tcbee.store.Table;
import java.util.List;

/** The columns of table {@code packets}. */
final class PacketColumns {
    private static final String TCP = "RFC 9293, section 3.1";
    private static final String IP = "RFC 791; RFC 8200";
    private static final String TIMESTAMPS = "RFC 7323, section 3.2";
    private static final String SACK = "RFC 2018, section 3";
    private static final String EVENT = "bpf/include/tcbee/events.h, packet_event";

    static final Table TABLE =
            new Table(
                    "packets",
                    "One packet as the stack handled it; side is the one that sent it.",
                    List.of(
                            code("ifindex", Column.Type.UINT32, "Interface it was seen on.", EVENT),
                            code(
                                    "direction",
                                    Column.Type.UINT8,
                                    "0 came in, 1 went out; absent if a capture does not tell.",
                                    EVENT),
                            line(
                                    "seq",
                                    Unit.SEQUENCE,
                                    Column.Type.INT64,
                                    "First byte; SYN 0.",
                                    TCP),
                            line(
                                    "end_seq",
                                    Unit.SEQUENCE,
                                    Column.Type.INT64,
                                    "Past its last byte.",
                                    TCP),
                            line(
                                    "ack",
                                    Unit.SEQUENCE,
                                    Column.Type.INT64,
                                    "Next byte that the sender expects of the other side.",
                                    TCP),
                            line(
                                    "payload_length",
                                    Unit.BYTES,
                                    Column.Type.UINT32,
                                    "Bytes of TCP payload.",
                                    EVENT),
                            line(
                                    "window",
                                    Unit.BYTES,
                                    Column.Type.UINT32,
                                    "Window offered, scaled; absent if the scale is unknown.",
                                    "RFC 7323, section 2"),
                            code(
                                    "flags",
                                    Column.Type.UINT16,
                                    "FIN 1, SYN 2, RST 4, PSH 8, ACK 16, URG 32, ECE 64, CWR 128,"
                                            + " AE 256.",
                                    TCP),
                            plain(
                                    "segments",
                                    Unit.SEGMENTS,
                                    Column.Type.UINT16,
                                    "Segments on the wire; several in a GSO or GRO packet.",
                                    EVENT),
                            plain(
                                    "gso_size",
                                    Unit.BYTES,
                                    Column.Type.UINT16,
                                    "Payload of each but the last segment; absent for a single"
                                            + " one.",
                                    EVENT),
                            code(
                                    "ip_id",
                                    Column.Type.UINT16,
                                    "Identification; absent in IPv6.",
                                    IP),
                            code("ttl", Column.Type.UINT8, "Time to live, or hop limit.", IP),
                            code("dscp", Column.Type.UINT8, "Differentiated services.", "RFC 2474"),
                            code(
                                    "ecn",
                                    Column.Type.UINT8,
                                    "0 not capable, 1 and 2 capable, 3 congestion experienced.",
                                    "RFC 3168, section 5"),
                            code(
                                    "tsval",
                                    Column.Type.UINT32,
                                    "Timestamp of the sender.",
                                    TIMESTAMPS),
                            code("tsecr", Column.Type.UINT32, "Timestamp echoed.", TIMESTAMPS),
                            plain(
                                    "mss",
                                    Unit.BYTES,
                                    Column.Type.UINT16,
                                    "MSS option of a SYN.",
                                    TCP),
                            plain(
                                    "sack_blocks",
                                    Unit.COUNT,
                                    Column.Type.UINT8,
                                    "SACK blocks.",
                                    SACK),
                            plain(
                                    "sack_left",
                                    Unit.SEQUENCE,
                                    Column.Type.INT64,
                                    "Begin of the first SACK block.",
                                    SACK),
                            plain(
                                    "sack_right",
                                    Unit.SEQUENCE,
                                    Column.Type.INT64,
                                    "Past the end of the first SACK block.",
                                    SACK),
                            plain(
                                    "newly_acked",
                                    Unit.BYTES,
                                    Column.Type.UINT32,
                                    "By how much it raised the cumulative acknowledgment.",
                                    TCP),
                            plain(
                                    "newly_sacked",
                                    Unit.BYTES,
                                    Column.Type.UINT32,
                                    "Bytes that it reported by SACK for the first time.",
                                    "RFC 6675, section 2"),
                            code(
                                    "verdict",
                                    Column.Type.UINT8,
                                    "0 nothing special, 1 retransmission, 2 keep-alive or probe,"
                                            + " 3 reordered, 4 copy made by the path.",
                                    "docs/metrics")));

    private PacketColumns() {}

    private static Column code(String name, Column.Type type, String doc, String reference) {
        return plain(name, Unit.NONE, type, doc, reference);
    }

    private static Column plain(
            String name, Unit unit, Column.Type type, String doc, String reference) {
        return new Column(new Series(name, unit, doc, Source.WIRE, reference), type, false);
    }

    private static Column line(
            String name, Unit unit, Column.Type type, String doc, String reference) {
        return new Column(new Series(name, unit, doc, Source.WIRE, reference), type, true);
    }
}
