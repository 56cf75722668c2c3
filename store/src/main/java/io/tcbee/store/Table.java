package io.tcbee.store;

import java.util.List;

/**
 * A wide table: one row per event of one kind.
 *
 * <p>Every table begins with the columns {@code connection} (INT64), {@code side} (UINT8: 0 client,
 * 1 server) and {@code time_ns} (INT64, nanoseconds since the start of the run); {@code columns}
 * are those after them.
 *
 * @param name lower case, as in SQL
 * @param doc what one row is
 */
public record Table(String name, String doc, List<Column> columns) {
    public Table {
        columns = List.copyOf(columns);
    }
}
