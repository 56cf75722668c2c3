package io.tcbee.store.sqlite;

import io.tcbee.store.Column;
import io.tcbee.store.Rows;
import io.tcbee.store.StoreException;
import io.tcbee.store.Table;
import io.tcbee.store.backend.SeriesTotals;
import java.sql.SQLException;
import java.util.Map;

/** One table on its way into the file, and the totals of its series. */
final class TableRows implements AutoCloseable {
    private static final int SERIES_BITS = 16;

    private final Table table;
    private final RowSink sink;
    private final Totals totals;
    private final SeriesTotals groups;
    private final boolean derived;
    private final int[] plotted;
    private final int[] numbers;

    /**
     * @param plotted columns and the numbers of their series; none for {@code derived}, whose rows
     *     carry the number
     */
    TableRows(RowSink sink, Table table, Map<Integer, Integer> plotted, Totals totals) {
        this.table = table;
        this.totals = totals;
        this.derived = table.equals(SqliteWriter.DERIVED);
        this.plotted = plotted.keySet().stream().mapToInt(Integer::intValue).toArray();
        this.numbers = plotted.values().stream().mapToInt(Integer::intValue).toArray();
        this.groups = new SeriesTotals(derived ? 1 : numbers.length);
        this.sink = sink;
    }

    Table table() {
        return table;
    }

    void append(Rows rows) throws SQLException {
        for (int c = 0; c < table.columns().size(); c++) {
            requireFit(rows, c);
        }
        sink.append(rows);
        add(rows);
        if (groups.isFull()) {
            drain();
        }
    }

    private void requireFit(Rows rows, int c) {
        Column column = table.columns().get(c);
        long[] values = rows.values(c);
        for (int row = 0; row < rows.size(); row++) {
            if (!column.type().holds(values[row])) {
                throw new StoreException(
                        "write %s: a value does not fit in column %s (%s)"
                                .formatted(table.name(), column.name(), column.type()));
            }
        }
    }

    private void add(Rows rows) {
        for (int row = 0; row < rows.size(); row++) {
            long key = rows.connections()[row] << 1 | rows.sides()[row];
            long time = rows.times()[row];
            if (derived) {
                double value = Column.Type.DOUBLE.number(rows.values(1)[row]);
                groups.group(key << SERIES_BITS | rows.values(0)[row]).add(0, time, value);
                continue;
            }
            SeriesTotals.Group group = groups.group(key);
            for (int i = 0; i < plotted.length; i++) {
                long value = rows.values(plotted[i])[row];
                if (value != Rows.ABSENT) {
                    group.add(i, time, table.columns().get(plotted[i]).type().number(value));
                }
            }
        }
    }

    private void drain() throws SQLException {
        groups.<SQLException>drain((key, column, count, first, last, least, greatest) -> {
            long end = derived ? key >> SERIES_BITS : key;
            int number = derived ? (int) key & ((1 << SERIES_BITS) - 1) : numbers[column];
            totals.add(end >> 1, (int) end & 1, number, count, first, last, least, greatest);
        });
    }

    /** All rows are in the file, all totals handed over. */
    void finish() throws SQLException {
        sink.finish();
        drain();
    }

    @Override
    public void close() {
        sink.close();
    }
}
