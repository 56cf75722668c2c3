package io.tcbee.store.duckdb;

import io.tcbee.store.Column;
import io.tcbee.store.Table;
import io.tcbee.store.backend.Catalogue;
import io.tcbee.store.backend.TableReads;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The wide tables of a DuckDB: those that begin as wide tables do, and are no views. */
final class Tables {
    private static final String COLUMNS =
            """
            SELECT c.table_name, c.column_name, c.data_type, coalesce(c.comment, ''),
                coalesce(t.comment, '')
            FROM duckdb_columns() c JOIN (
                SELECT table_oid, comment FROM duckdb_tables() UNION ALL
                SELECT view_oid, comment FROM duckdb_views() WHERE NOT internal) t
                ON t.table_oid = c.table_oid
            WHERE NOT c.internal ORDER BY c.table_name, c.column_index\
            """;

    private Tables() {}

    static List<Table> of(Connection connection, Catalogue catalogue) throws SQLException {
        Map<String, List<String[]>> all = new LinkedHashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(COLUMNS)) {
            while (row.next()) {
                all.computeIfAbsent(row.getString(1), _ -> new ArrayList<>())
                        .add(
                                new String[] {
                                    row.getString(2),
                                    row.getString(3),
                                    row.getString(4),
                                    row.getString(5)
                                });
            }
        }
        List<Table> tables = new ArrayList<>();
        all.forEach((name, columns) -> {
            if (isWide(name, columns)) {
                tables.add(table(name, columns, catalogue));
            }
        });
        return List.copyOf(tables);
    }

    private static boolean isWide(String name, List<String[]> columns) {
        List<String> first = columns.stream().limit(3).map(column -> column[0]).toList();
        boolean numbers = columns.stream().allMatch(column -> ColumnBuffer.isStored(column[1]));
        return first.equals(TableReads.KEY) && numbers && !TableReads.OTHERS.contains(name);
    }

    private static Table table(String name, List<String[]> columns, Catalogue catalogue) {
        List<Column> wide = new ArrayList<>();
        for (String[] column : columns.subList(3, columns.size())) {
            // The place in its file, where a view shows one.
            if (!column[0].equals("rowid")) {
                wide.add(TableReads.column(name, column[0], column[1], column[2], catalogue));
            }
        }
        return new Table(name, columns.getFirst()[3], wide);
    }
}
