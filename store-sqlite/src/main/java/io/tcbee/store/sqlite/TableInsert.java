package io.tcbee.store.sqlite;

import io.tcbee.store.Column;
import io.tcbee.store.Rows;
import io.tcbee.store.Table;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Rows of one table, through SQL: some rows a statement, for a statement costs more than a row. */
final class TableInsert implements RowSink {
    private static final int ROWS = 16;

    private final Table table;
    private final PreparedStatement many;
    private final PreparedStatement one;

    TableInsert(Connection connection, Table table) throws SQLException {
        this.table = table;
        many = prepare(connection, table, ROWS);
        one = prepare(connection, table, 1);
    }

    private static PreparedStatement prepare(Connection connection, Table table, int rows)
            throws SQLException {
        List<String> names = new ArrayList<>(List.of("connection", "side", "time_ns"));
        table.columns().forEach(column -> names.add(Schema.quoted(column.name())));
        String marks = "(" + String.join(",", Collections.nCopies(names.size(), "?")) + ")";
        return connection.prepareStatement(
                "INSERT INTO %s (%s) VALUES %s"
                        .formatted(
                                Schema.quoted(table.name()),
                                String.join(", ", names),
                                String.join(",", Collections.nCopies(rows, marks))));
    }

    @Override
    public void append(Rows rows) throws SQLException {
        int row = 0;
        for (; row + ROWS <= rows.size(); row += ROWS) {
            insert(many, rows, row, ROWS);
        }
        for (; row < rows.size(); row++) {
            insert(one, rows, row, 1);
        }
    }

    private void insert(PreparedStatement insert, Rows rows, int from, int n) throws SQLException {
        int at = 1;
        for (int row = from; row < from + n; row++) {
            insert.setLong(at++, rows.connections()[row]);
            insert.setInt(at++, rows.sides()[row]);
            insert.setLong(at++, rows.times()[row]);
            for (int c = 0; c < table.columns().size(); c++) {
                set(insert, at++, table.columns().get(c).type(), rows.values(c)[row]);
            }
        }
        insert.executeUpdate();
    }

    /** An unsigned number above 2^63 is the nearest floating-point number: SQLite has no such. */
    private static void set(PreparedStatement insert, int at, Column.Type type, long value)
            throws SQLException {
        if (value == Rows.ABSENT) {
            insert.setNull(at, java.sql.Types.NULL);
        } else if (type == Column.Type.DOUBLE || (type == Column.Type.UINT64 && value < 0)) {
            insert.setDouble(at, type.number(value));
        } else {
            insert.setLong(at, value);
        }
    }

    @Override
    public void finish() {}

    @Override
    public void close() {
        Database.closeQuietly(many);
        Database.closeQuietly(one);
    }
}
