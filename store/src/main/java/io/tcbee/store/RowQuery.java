package io.tcbee.store;

import io.tcbee.model.Side;
import java.util.List;

/**
 * Which rows of a wide table are wanted.
 *
 * @param table one of {@link FlowStore#tables}
 * @param columns of them, in the order wanted
 * @param side null for both
 * @param fromNs ns since the start of the run, included
 * @param toNs included
 * @param newestFirst whether in falling order of time
 * @param limit at most so many
 */
public record RowQuery(
        String table,
        List<String> columns,
        long connection,
        Side side,
        long fromNs,
        long toNs,
        boolean newestFirst,
        long limit) {
    public RowQuery {
        columns = List.copyOf(columns);
    }

    /** Every row of a range, both sides, in order of time. */
    public static RowQuery of(
            String table, List<String> columns, long connection, long fromNs, long toNs) {
        return new RowQuery(table, columns, connection, null, fromNs, toNs, false, Long.MAX_VALUE);
    }

    /** Of one side alone. */
    public RowQuery of(Side one) {
        return new RowQuery(table, columns, connection, one, fromNs, toNs, newestFirst, limit);
    }

    /** At most so many. */
    public RowQuery first(long most) {
        return new RowQuery(table, columns, connection, side, fromNs, toNs, newestFirst, most);
    }

    /** The last ones, the newest first, at most so many. */
    public RowQuery last(long most) {
        return new RowQuery(table, columns, connection, side, fromNs, toNs, true, most);
    }
}
