package io.tcbee.web.internal;

import io.tcbee.store.FlowStore;
import io.tcbee.store.Packet;
import io.tcbee.store.Packets;
import io.tcbee.store.RowQuery;
import java.util.List;
import java.util.Locale;

/**
 * {@code /packets?connection=1&from=0&to=1000&limit=2000}: the packets of one connection, both
 * sides, in order of time, as rows of JSON.
 */
public final class PacketsReply implements Router.Answer {
    private static final long USUAL = 2_000;
    private static final long MOST = 50_000;
    private static final List<String> COLUMNS =
            List.of(
                    "time",
                    "side",
                    "seq",
                    "end_seq",
                    "ack",
                    "window",
                    "payload_length",
                    "flags",
                    "sack",
                    "retransmission",
                    "spurious",
                    "gso_segs",
                    "ip_id",
                    "ttl",
                    "ecn",
                    "options",
                    "verdict");

    private final FlowStore store;

    public PacketsReply(FlowStore store) {
        this.store = store;
    }

    @Override
    public Content to(Request request) {
        RangeQuery range = RangeQuery.of(request.query());
        long limit = request.query().has("limit") ? request.query().number("limit") : USUAL;
        if (limit < 1 || limit > MOST) {
            throw Refusal.badRequest(
                    "read packets: limit=" + limit + " is not within 1 and " + MOST);
        }
        RowQuery query =
                RowQuery.of(
                                Packets.TABLE,
                                List.of(),
                                range.connection(),
                                range.fromNs(),
                                range.toNs())
                        .first(limit);
        Json json = new Json().open('{').name("columns").open('[');
        COLUMNS.forEach(json::value);
        json.close(']').name("rows").open('[');
        boolean there = Packets.table(store) != null;
        long total = there ? store.count(query) : 0;
        if (total <= limit || !request.query().has("whole")) {
            boolean _ = Packets.read(store, query, packet -> write(json, packet));
        }
        if (total == 0) {
            Connections.find(store, range.connection());
        }
        json.close(']').name("total").value(total);
        return Content.json(json.close('}')).kept();
    }

    private static void write(Json json, Packet packet) {
        json.open('[').value(packet.timeNs()).value(Lists.side(packet.side()));
        json.value(packet.seq()).value(packet.endSeq()).value(packet.ack());
        json.value(packet.window()).value(packet.payloadLength()).value(packet.flags());
        json.open('[');
        if (packet.sackLeft() != null && packet.sackRight() != null) {
            json.open('[').value(packet.sackLeft()).value(packet.sackRight()).close(']');
        }
        json.close(']').value(cause(packet)).value(packet.spurious());
        json.value(packet.segments()).value(packet.ipId()).value(packet.ttl());
        json.value(packet.ecn()).value(options(packet)).value(packet.verdict()).close(']');
    }

    static String cause(Packet packet) {
        return packet.cause() == null ? null : packet.cause().name().toLowerCase(Locale.ROOT);
    }

    /** The options that the database has, in words. */
    private static String options(Packet packet) {
        StringBuilder text = new StringBuilder();
        if (packet.mss() != null) {
            text.append("MSS ").append(packet.mss());
        }
        if (packet.tsval() != null) {
            text.append(text.isEmpty() ? "" : ", ").append("TS ").append(packet.tsval());
            text.append(" echo ").append(packet.tsecr());
        }
        if (packet.sackBlocks() != null && packet.sackBlocks() > 0) {
            text.append(text.isEmpty() ? "" : ", ").append("SACK ");
            text.append(packet.sackBlocks());
            text.append(packet.sackBlocks() == 1 ? " block" : " blocks, the first is told");
        }
        return text.toString();
    }
}
