package io.tcbee.store.duckdb;

import io.tcbee.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.duckdb.DuckDBConnection;

/** A folder of Parquet files as tables and views of a DuckDB in memory. */
final class ParquetTables {
    /** Read into memory when the folder is opened; all others stay in their files. */
    static final List<String> SMALL =
            List.of("runs", "connections", "attributes", "catalogue", "series", "losses");

    private static final String HIVE =
            "hive_partitioning = true, union_by_name = true, hive_types = {'run': INTEGER, 'host': VARCHAR}";

    private ParquetTables() {}

    /** Makes the tables and views of the folder's complete runs in an empty database. */
    static void load(DuckDBConnection connection, ParquetFolder folder) throws SQLException {
        Schema.create(connection);
        List<Long> runs = folder.runs();
        for (String table : SMALL) {
            List<Long> from =
                    table.equals("catalogue") && !runs.isEmpty() ? List.of(runs.getLast()) : runs;
            List<Path> files = folder.files(table, from);
            if (!files.isEmpty()) {
                Database.execute(
                        connection,
                        "INSERT INTO %1$s BY NAME SELECT %2$s FROM %3$s"
                                .formatted(table, names(connection, table), scan(files, "")));
            }
        }
        forgetReplacedRuns(connection);
        define(connection, folder);
    }

    private static String names(DuckDBConnection connection, String table) throws SQLException {
        return texts(
                        connection,
                        "SELECT '\"' || column_name || '\"' FROM duckdb_columns() WHERE table_name"
                                + " = '"
                                + table
                                + "' ORDER BY column_index")
                .stream()
                .collect(Collectors.joining(", "));
    }

    /** A stop between the arrival of the new run and the removal of the old one leaves both. */
    private static void forgetReplacedRuns(DuckDBConnection connection) throws SQLException {
        Database.execute(
                connection,
                "DELETE FROM runs WHERE run NOT IN (SELECT max(run) FROM runs GROUP BY trace)");
        Database.execute(
                connection, "DELETE FROM connections WHERE run NOT IN (SELECT run FROM runs)");
    }

    /** Makes the views of big tables anew, over the files that are there. */
    static void define(DuckDBConnection connection, ParquetFolder folder) throws SQLException {
        List<Long> runs = new ArrayList<>();
        texts(connection, "SELECT run FROM runs ORDER BY run")
                .forEach(run -> runs.add(Long.valueOf(run)));
        for (String table : folder.tables()) {
            List<Path> files = folder.files(table, runs);
            if (SMALL.contains(table) || (files.isEmpty() && !table.equals("derived"))) {
                continue;
            }
            if (table.equals("derived")) {
                Database.execute(connection, "DROP TABLE IF EXISTS derived");
            }
            if (!files.isEmpty()) {
                Database.execute(
                        connection,
                        "CREATE OR REPLACE VIEW %s AS SELECT * EXCLUDE (run, host, file_row_number), file_row_number AS rowid FROM %s"
                                .formatted(
                                        Schema.name(table),
                                        scan(files, ", file_row_number = true")));
            }
            if (!table.equals("derived")) {
                Schema.defineTimed(connection, table);
            }
        }
        Schema.defineFlows(connection);
    }

    private static String scan(List<Path> files, String more) {
        return "read_parquet([%s], %s%s)"
                .formatted(
                        files.stream()
                                .map(file -> Schema.text(file.toAbsolutePath().toString()))
                                .collect(Collectors.joining(", ")),
                        HIVE,
                        more);
    }

    /** Writes the rows that {@code select} gives into one file, sorted as they come. */
    static void copy(DuckDBConnection connection, String select, Path file) throws SQLException {
        try {
            Files.createDirectories(file.getParent());
        } catch (IOException e) {
            throw new StoreException("create " + file.getParent() + ": " + e, e);
        }
        Database.execute(
                connection,
                "COPY (%s) TO %s (FORMAT parquet, COMPRESSION zstd)"
                        .formatted(select, Schema.text(file.toAbsolutePath().toString())));
    }

    /** Writes {@code views.sql}: the same names for whoever reads the folder with DuckDB. */
    static void writeViews(DuckDBConnection connection, ParquetFolder folder) throws SQLException {
        StringBuilder sql =
                new StringBuilder(
                        "-- The tables and views of this folder, for DuckDB started in it: duckdb -init views.sql\n");
        Set<String> tables = Set.copyOf(folder.tables());
        for (String table : SMALL) {
            if (!tables.contains(table)) {
                sql.append(empty(connection, table));
            } else if (table.equals("catalogue")) {
                sql.append(view(table, "run, host", " WHERE run = (SELECT max(run) FROM runs)"));
            } else if (table.equals("runs")) {
                sql.append("CREATE VIEW runs AS SELECT * FROM ")
                        .append(glob("runs"))
                        .append(" QUALIFY run = max(run) OVER (PARTITION BY trace);\n");
            } else {
                boolean ofRun = table.equals("connections") || table.equals("losses");
                sql.append(
                        view(
                                table,
                                ofRun ? "host" : "run, host",
                                " WHERE run IN (SELECT run FROM runs)"));
            }
        }
        for (String table : folder.tables()) {
            if (!SMALL.contains(table)) {
                sql.append(view(table, "run, host", " WHERE run IN (SELECT run FROM runs)"));
            }
        }
        if (!tables.contains("derived")) {
            sql.append(empty(connection, "derived"));
        }
        for (String view :
                texts(
                        connection,
                        "SELECT sql FROM duckdb_views() WHERE NOT internal AND NOT contains(sql, 'read_parquet(') ORDER BY CASE WHEN view_name IN ('flows', 'points', 'series_summary') THEN 0 WHEN view_name LIKE '%_timed' THEN 1 ELSE 2 END, view_oid")) {
            sql.append(view).append('\n');
        }
        Path temporary = folder.path().resolve("_views.sql");
        try {
            Files.writeString(temporary, sql);
            Files.move(
                    temporary, folder.path().resolve("views.sql"), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new StoreException("write " + temporary + ": " + e, e);
        }
    }

    private static String view(String table, String without, String where) {
        return "CREATE VIEW %s AS SELECT * EXCLUDE (%s) FROM %s%s;\n"
                .formatted(Schema.name(table), without, glob(table), where);
    }

    private static String glob(String table) {
        return "read_parquet(%s, %s)".formatted(Schema.text(table + "/*/*/*.parquet"), HIVE);
    }

    private static String empty(DuckDBConnection connection, String table) throws SQLException {
        List<String> columns =
                texts(
                        connection,
                        "SELECT 'NULL::' || data_type || ' AS \"' || column_name || '\"' FROM duckdb_columns() WHERE table_name = '"
                                + table
                                + "' ORDER BY column_index");
        return "CREATE VIEW %s AS SELECT %s WHERE false;\n"
                .formatted(table, String.join(", ", columns));
    }

    static List<String> texts(DuckDBConnection connection, String sql) throws SQLException {
        List<String> texts = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                texts.add(row.getString(1));
            }
        }
        return texts;
    }
}
