package io.tcbee.store.duckdb;

import io.tcbee.store.FlowWriter;
import io.tcbee.store.Run;
import io.tcbee.store.StoreException;
import io.tcbee.store.backend.Catalogue;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.util.List;
import org.duckdb.DuckDBConnection;

/**
 * A run on its way into a folder: a DuckDB file in {@code _partial}, then Parquet files beside it,
 * then these in their place.
 */
final class ParquetRun implements AutoCloseable {
    private final ParquetFolder folder;
    private final long replaced;
    private final boolean newFolder;
    private final FileChannel lock;
    private Database staging;
    private FlowWriter open;
    private long lastRun;
    private long lastConnection;

    /**
     * @param replaced the run that goes when this one is there; 0 none
     * @throws StoreException if another process writes the folder
     */
    ParquetRun(ParquetFolder folder, long replaced) {
        this.folder = folder;
        this.replaced = replaced;
        newFolder = !Files.exists(folder.path());
        try {
            Files.createDirectories(folder.partial());
            lock = lock(folder.partial().resolve("lock"));
            folder.clean();
            Files.createDirectories(folder.partial());
        } catch (IOException e) {
            throw new StoreException("write " + folder.path() + "/: " + e, e);
        }
        staging = Database.open(ParquetWriter.staging(folder.partial()), false);
    }

    private FileChannel lock(Path file) throws IOException {
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (tryLock(channel) == null) {
            channel.close();
            throw new StoreException("write " + folder.path() + "/: another process writes it");
        }
        return channel;
    }

    private static FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    /** Takes from the folder what ids, numbers of series and columns continue. */
    void seed(DuckDBConnection from) throws SQLException {
        Catalogue catalogue = Catalogue.load(from);
        lastRun = greatest(from, "runs", "run");
        lastConnection = greatest(from, "connections", "connection");
        List<String> tables =
                ParquetTables.texts(
                        from,
                        "SELECT view_name FROM duckdb_views() WHERE contains(sql, 'read_parquet(') AND view_name <> 'derived'");
        staging.use(
                "write",
                connection -> {
                    Schema.create(connection);
                    catalogue.save(connection);
                    Database.execute(connection, "INSERT INTO runs (run) VALUES (" + lastRun + ")");
                    Database.execute(
                            connection,
                            "INSERT INTO connections (connection) VALUES (" + lastConnection + ")");
                    return null;
                });
        for (String table : tables) {
            seed(from, table);
        }
    }

    private void seed(DuckDBConnection from, String table) throws SQLException {
        List<String> columns =
                ParquetTables.texts(
                        from,
                        "SELECT '\"' || column_name || '\" ' || data_type FROM duckdb_columns() WHERE table_name = "
                                + Schema.text(table)
                                + " AND column_name <> 'rowid' ORDER BY column_index");
        staging.use(
                "write",
                connection -> {
                    Database.execute(
                            connection,
                            "CREATE TABLE %s (%s)"
                                    .formatted(Schema.name(table), String.join(", ", columns)));
                    return null;
                });
    }

    private static long greatest(DuckDBConnection connection, String table, String column)
            throws SQLException {
        String greatest = "SELECT coalesce(max(" + column + "), 0) FROM " + table;
        return Long.parseLong(ParquetTables.texts(connection, greatest).getFirst());
    }

    FlowWriter writer(Run first, Runnable published, Runnable closed) {
        open =
                new ParquetWriter(
                        new DuckDbWriter(staging, first, false, () -> {}, () -> {}),
                        last -> {
                            publish(last);
                            published.run();
                        },
                        closed);
        return open;
    }

    private void publish(Run last) {
        long run = lastRun + 1;
        Path written = folder.partial().resolve("written");
        staging.use(
                "write",
                connection -> {
                    Database.execute(connection, "DELETE FROM runs WHERE run <> " + run);
                    Database.execute(
                            connection,
                            "DELETE FROM connections WHERE connection <= " + lastConnection);
                    for (String table :
                            ParquetTables.texts(
                                    connection,
                                    "SELECT table_name FROM duckdb_tables() WHERE NOT internal AND table_name <> 'schema_version'")) {
                        copy(
                                connection,
                                table,
                                ParquetFolder.partition(written, table, run, last.host()));
                    }
                    return null;
                });
        try {
            Files.writeString(ParquetFolder.version(folder.path()), Schema.VERSION + "\n");
        } catch (IOException e) {
            throw new StoreException("write " + folder.path() + "/: " + e, e);
        }
        folder.publish(written, run);
        if (replaced != 0) {
            folder.remove(replaced);
        }
    }

    private static void copy(DuckDBConnection connection, String table, Path partition)
            throws SQLException {
        String name = Schema.name(table);
        String any = "SELECT count(*) FROM (SELECT 1 FROM " + name + " LIMIT 1)";
        if (ParquetTables.texts(connection, any).equals(List.of("0"))
                && !table.equals("catalogue")) {
            return;
        }
        ParquetTables.copy(
                connection,
                "SELECT " + withoutPath(table) + " FROM " + name,
                partition.resolve(ParquetFolder.PART));
    }

    /** Run and host stand in the path, as Spark and pandas expect. */
    static String withoutPath(String table) {
        return switch (table) {
            case "runs" -> "* EXCLUDE (run, host)";
            case "connections", "losses" -> "* EXCLUDE (run)";
            default -> "*";
        };
    }

    @Override
    public void close() {
        if (open != null) {
            FlowWriter writer = open;
            open = null;
            writer.close();
        }
        staging.close();
        try {
            lock.close();
        } catch (IOException e) {
            // The lock goes with the process at the latest.
        }
        ParquetFolder.delete(folder.partial());
        String[] names = folder.path().toFile().list();
        if (newFolder && names != null && names.length == 0) {
            ParquetFolder.delete(folder.path());
        }
    }
}
