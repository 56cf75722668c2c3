package io.tcbee.store.duckdb;

import io.tcbee.store.Note;
import io.tcbee.store.SeriesKey;
import io.tcbee.store.StoreException;
import io.tcbee.store.backend.Sides;
import io.tcbee.store.backend.SqlEditor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/**
 * Changes attributes and derived series of a folder: in memory first, then the files of that run
 * are written anew, each renamed when it is complete.
 */
final class ParquetEditor extends SqlEditor {
    private final ParquetFolder folder;
    private final DuckDbEditor.Transaction transaction;

    ParquetEditor(ParquetFolder folder, DuckDbEditor.Transaction transaction) {
        super(folder.path() + "/");
        this.folder = folder;
        this.transaction = transaction;
    }

    @Override
    protected void change(long connection, SeriesKey key, Change change) {
        transaction.change(
                key,
                database -> {
                    change.with(database);
                    save(database, connection);
                    return null;
                });
    }

    @Override
    public long add(Note note) {
        throw new UnsupportedOperationException("keep a note: a Parquet folder keeps none");
    }

    @Override
    public void removeNote(long id) {
        throw new UnsupportedOperationException("remove a note: a Parquet folder keeps none");
    }

    private void save(DuckDBConnection database, long connection) throws SQLException {
        long latest = folder.runs().getLast();
        rewrite(database, "catalogue", latest, "SELECT * FROM catalogue");
        if (connection == 0) {
            return;
        }
        for (long run : runs(database, connection)) {
            for (String table : List.of("attributes", "series")) {
                rewrite(
                        database,
                        table,
                        run,
                        "SELECT * FROM %s WHERE connection IN (SELECT connection FROM connections WHERE run = %d)"
                                .formatted(table, run));
            }
        }
    }

    private static List<Long> runs(DuckDBConnection database, long connection) throws SQLException {
        return ParquetTables.texts(
                        database, "SELECT run FROM connections WHERE connection = " + connection)
                .stream()
                .map(Long::valueOf)
                .toList();
    }

    private void rewrite(DuckDBConnection database, String table, long run, String select)
            throws SQLException {
        replace(database, partition(database, table, run).resolve(ParquetFolder.PART), select);
    }

    private Path partition(DuckDBConnection database, String table, long run) throws SQLException {
        String host =
                ParquetTables.texts(database, "SELECT host FROM runs WHERE run = " + run)
                        .getFirst();
        return ParquetFolder.partition(folder.path(), table, run, host);
    }

    private static void replace(DuckDBConnection database, Path file, String select)
            throws SQLException {
        Path fresh = file.resolveSibling("_" + file.getFileName());
        ParquetTables.copy(database, select, fresh);
        try {
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new StoreException("write " + file + ": " + e, e);
        }
    }

    @Override
    protected void insert(
            Connection connection, SeriesKey key, int number, long[] times, double[] values)
            throws SQLException {
        DuckDBConnection database = connection.unwrap(DuckDBConnection.class);
        Database.execute(
                database,
                "CREATE OR REPLACE TEMP TABLE written (connection BIGINT, side UTINYINT, time_ns BIGINT, number USMALLINT, value DOUBLE)");
        try (DuckDBAppender appender = database.createAppender("temp", "main", "written")) {
            for (int i = 0; i < times.length; i++) {
                appender.beginRow().append(key.connection());
                appender.append((byte) Sides.code(key.side())).append(times[i]);
                appender.append((short) number).append(values[i]).endRow();
            }
        }
        for (long run : runs(database, key.connection())) {
            String name =
                    "written-%d-%d-%d.parquet"
                            .formatted(key.connection(), Sides.code(key.side()), number);
            replace(
                    database,
                    partition(database, "derived", run).resolve(name),
                    "SELECT * FROM written");
        }
        Database.execute(database, "DROP TABLE written");
    }

    @Override
    protected void delete(Connection connection, SeriesKey key, int number) throws SQLException {
        DuckDBConnection database = connection.unwrap(DuckDBConnection.class);
        String its =
                "connection = %d AND side = %d AND number = %d"
                        .formatted(key.connection(), Sides.code(key.side()), number);
        for (Path file : folder.files("derived", runs(database, key.connection()))) {
            String rows =
                    "read_parquet("
                            + Schema.text(file.toAbsolutePath().toString())
                            + ", hive_partitioning = false)";
            if (ParquetTables.texts(
                            database, "SELECT 1 FROM " + rows + " WHERE " + its + " LIMIT 1")
                    .isEmpty()) {
                continue;
            }
            if (ParquetTables.texts(
                            database, "SELECT 1 FROM " + rows + " WHERE NOT (" + its + ") LIMIT 1")
                    .isEmpty()) {
                ParquetFolder.delete(file);
            } else {
                replace(database, file, "SELECT * FROM " + rows + " WHERE NOT (" + its + ")");
            }
        }
    }
}
