package io.tcbee.store;

import io.tcbee.model.Side;
import io.tcbee.store.Packet.Cause;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** The packets of one connection, both sides, with the causes of retransmissions. */
public final class Packets {
    /** The wide table they stand in. */
    public static final String TABLE = "packets";

    private static final String RETRANSMITS = "retransmits";
    private static final String SPURIOUS = "wireshark_spurious_retransmission";

    /**
     * The kernel tells of a retransmission some microseconds after the packet passed; the same
     * bytes again take a round trip, or a timeout of 200 ms.
     */
    private static final long CLOSE_NS = 20_000_000;

    private static final List<String> COLUMNS =
            List.of(
                    "seq",
                    "end_seq",
                    "ack",
                    "window",
                    "payload_length",
                    "flags",
                    "segments",
                    "ip_id",
                    "ttl",
                    "ecn",
                    "tsval",
                    "tsecr",
                    "mss",
                    "sack_left",
                    "sack_right",
                    "sack_blocks",
                    "newly_acked",
                    "verdict");

    private final FlowStore store;
    private final long connection;
    private final List<String> present;
    private final List<Long[]> retransmits = new ArrayList<>();
    private final Map<Side, long[]> spurious = new HashMap<>();
    private final boolean tellsSpurious;

    private Packets(FlowStore store, Table table, long connection, long fromNs, long toNs) {
        this.store = store;
        this.connection = connection;
        Set<String> there = table.columns().stream().map(Column::name).collect(Collectors.toSet());
        present = COLUMNS.stream().filter(there::contains).toList();
        tellsSpurious = store.catalogue().stream().anyMatch(each -> each.name().equals(SPURIOUS));
        readDecisions(back(fromNs), ahead(toNs));
        for (Side side : Side.values()) {
            SeriesKey key = new SeriesKey(connection, side, SPURIOUS);
            spurious.put(side, store.points(key, fromNs, toNs, _ -> true).timesNs());
        }
    }

    private static long back(long timeNs) {
        return timeNs < Long.MIN_VALUE + CLOSE_NS ? Long.MIN_VALUE : timeNs - CLOSE_NS;
    }

    private static long ahead(long timeNs) {
        return timeNs > Long.MAX_VALUE - CLOSE_NS ? Long.MAX_VALUE : timeNs + CLOSE_NS;
    }

    private void readDecisions(long fromNs, long toNs) {
        List<String> wanted = List.of("seq", "end_seq", "cause");
        boolean told =
                store.tables().stream()
                        .filter(table -> table.name().equals(RETRANSMITS))
                        .anyMatch(table ->
                                table.columns().stream()
                                        .map(Column::name)
                                        .collect(Collectors.toSet())
                                        .containsAll(wanted));
        if (told) {
            store.rows(
                    RowQuery.of(RETRANSMITS, wanted, connection, fromNs, toNs),
                    (side, timeNs, values) ->
                            retransmits.add(
                                    new Long[] {
                                        timeNs,
                                        side == Side.CLIENT ? 0L : 1L,
                                        whole(values[0]),
                                        whole(values[1]),
                                        whole(values[2])
                                    }));
        }
    }

    /**
     * Hands over the packets in [{@code fromNs}, {@code toNs}] in order of time, at most {@code
     * limit}.
     *
     * @return whether the database tells of packets at all
     * @throws UnsupportedOperationException if this kind of store hands out series only
     */
    public static boolean read(
            FlowStore store,
            long connection,
            long fromNs,
            long toNs,
            long limit,
            Consumer<Packet> each) {
        return read(
                store, RowQuery.of(TABLE, List.of(), connection, fromNs, toNs).first(limit), each);
    }

    /** As above, of the packets that {@code query} wants; its columns do not matter. */
    public static boolean read(FlowStore store, RowQuery query, Consumer<Packet> each) {
        Table table = table(store);
        if (table == null) {
            return false;
        }
        Packets packets =
                new Packets(store, table, query.connection(), query.fromNs(), query.toNs());
        RowQuery wanted =
                new RowQuery(
                        TABLE,
                        packets.present,
                        query.connection(),
                        query.side(),
                        query.fromNs(),
                        query.toNs(),
                        query.newestFirst(),
                        query.limit());
        store.rows(
                wanted,
                (side, timeNs, values) -> each.accept(packets.packet(side, timeNs, values)));
        return true;
    }

    /**
     * The table they stand in; null if the database has none.
     *
     * @throws UnsupportedOperationException if this kind of store hands out series only
     */
    public static Table table(FlowStore store) {
        return store.tables().stream()
                .filter(table -> table.name().equals(TABLE))
                .findAny()
                .orElse(null);
    }

    private Packet packet(Side side, long timeNs, Number[] values) {
        Long[] all = new Long[COLUMNS.size()];
        for (int i = 0; i < values.length; i++) {
            all[COLUMNS.indexOf(present.get(i))] = whole(values[i]);
        }
        int i = 0;
        Long verdict = all[COLUMNS.indexOf("verdict")];
        boolean again = verdict != null && verdict == 1;
        return new Packet(
                side,
                timeNs,
                all[i++],
                all[i++],
                all[i++],
                all[i++],
                all[i++],
                all[i++],
                all[i++],
                all[i++],
                all[i++],
                all[i++],
                all[i++],
                all[i++],
                all[i++],
                all[i++],
                all[i++],
                all[i++],
                all[i++],
                all[i],
                again ? cause(side, timeNs, all[0]) : null,
                again ? spurious(side, timeNs) : null);
    }

    private Boolean spurious(Side side, long timeNs) {
        return tellsSpurious ? Arrays.binarySearch(spurious.get(side), timeNs) >= 0 : null;
    }

    /** Of the kernel's decision about these bytes that is closest in time. */
    private Cause cause(Side side, long timeNs, Long seq) {
        long closest = CLOSE_NS;
        Cause cause = Cause.UNKNOWN;
        long code = side == Side.CLIENT ? 0 : 1;
        for (int i = firstAfter(timeNs - CLOSE_NS); i < retransmits.size(); i++) {
            Long[] row = retransmits.get(i);
            long distance = Math.abs(row[0] - timeNs);
            if (row[0] > timeNs + CLOSE_NS) {
                break;
            }
            boolean same =
                    row[1] == code
                            && seq != null
                            && row[2] != null
                            && row[3] != null
                            && row[2] <= seq
                            && seq < Math.max(row[3], row[2] + 1);
            if (same && distance <= closest && row[4] != null) {
                closest = distance;
                cause = Cause.of(row[4]);
            }
        }
        return cause;
    }

    private int firstAfter(long timeNs) {
        int low = 0;
        int high = retransmits.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (retransmits.get(middle)[0] < timeNs) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private static Long whole(Number value) {
        return value == null ? null : Long.valueOf(value.longValue());
    }
}
