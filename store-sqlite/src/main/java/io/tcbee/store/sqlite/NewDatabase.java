package io.tcbee.store.sqlite;

import io.tcbee.store.StoreException;
import io.tcbee.store.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A database that is not there yet, with all its rows:
 *
 * <pre>
 *   FILE.partial         big tables and their indexes, page by page
 *   FILE.partial-small   schema and small tables, by SQL, until the end
 * </pre>
 *
 * <p>In the end SQLite makes an empty file of the same schema; its pages go before those that are
 * written, and the small tables are copied over by SQL.
 */
final class NewDatabase implements AutoCloseable {
    private static final List<String> SMALL =
            List.of("runs", "connections", "attributes", "catalogue", "series", "losses");

    private final NewFile file;
    private final Path small;
    private final Path empty;
    private final Connection connection;
    private final PageFile pages;
    private final List<PageSink> sinks = new ArrayList<>();

    NewDatabase(NewFile file) throws SQLException {
        this.file = file;
        this.small = Path.of(file.path() + "-small");
        this.empty = Path.of(file.path() + "-empty");
        Database.delete(small);
        connection = new Database(small, false).connect();
        try {
            fast(connection);
            connection.setAutoCommit(false);
            Schema.create(connection);
            pages = new PageFile(file.path());
        } catch (IOException e) {
            close();
            throw new StoreException("create " + file.path() + ": " + e.getMessage(), e);
        }
    }

    /** Nobody sees the file before it is complete: nothing needs to be taken back. */
    private static void fast(Connection connection) throws SQLException {
        Database.execute(connection, "PRAGMA journal_mode = OFF");
        Database.execute(connection, "PRAGMA synchronous = OFF");
        Database.execute(connection, "PRAGMA locking_mode = EXCLUSIVE");
    }

    /** Where schema and small tables are written. */
    Connection connection() {
        return connection;
    }

    RowSink sink(Table table) {
        Path spill = Path.of(file.path() + "-index-" + sinks.size());
        PageSink sink = new PageSink(pages, table, spill);
        sinks.add(sink);
        return sink;
    }

    /** Puts everything together and gives the file its name. */
    void publish() throws SQLException {
        try {
            byte[] schema = schema();
            if (schema.length / PageFile.SIZE >= PageFile.FIRST) {
                throw new StoreException("write " + file.path() + ": too many tables");
            }
            Map<String, Integer> roots = roots();
            pages.finish(schema);
            for (PageSink sink : sinks) {
                int root = roots.get(sink.table());
                sink.writeRoots(root, roots.get(sink.table() + "_by_time"));
            }
            pages.close();
        } catch (IOException e) {
            throw new StoreException("write " + file.path() + ": " + e.getMessage(), e);
        }
        copySmall();
        file.publish();
    }

    /** The pages of a database with the same schema and no rows. */
    private byte[] schema() throws SQLException, IOException {
        Database.delete(empty);
        try (Connection fresh = new Database(empty, false).connect()) {
            fast(fresh);
            fresh.setAutoCommit(false);
            for (String sql : statements()) {
                Database.execute(fresh, sql);
            }
            fresh.commit();
        }
        return Files.readAllBytes(empty);
    }

    private List<String> statements() throws SQLException {
        List<String> statements = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery(
                                "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type <> 'table', rowid")) {
            while (row.next()) {
                statements.add(row.getString(1));
            }
        }
        return statements;
    }

    private Map<String, Integer> roots() throws SQLException {
        Map<String, Integer> roots = new HashMap<>();
        try (Connection fresh = new Database(empty, true).connect();
                Statement statement = fresh.createStatement();
                ResultSet row =
                        statement.executeQuery("SELECT name, rootpage FROM sqlite_schema")) {
            while (row.next()) {
                roots.put(row.getString(1), row.getInt(2));
            }
        }
        return roots;
    }

    private void copySmall() throws SQLException {
        connection.commit();
        connection.close();
        try (Connection whole = new Database(file.path(), false).connect()) {
            fast(whole);
            Database.execute(
                    whole,
                    "ATTACH " + Schema.text(small.toAbsolutePath().toString()) + " AS small");
            whole.setAutoCommit(false);
            for (String table : SMALL) {
                Database.execute(
                        whole, "INSERT INTO main.%1$s SELECT * FROM small.%1$s".formatted(table));
            }
            Database.execute(
                    whole, "INSERT INTO main.schema_version SELECT * FROM small.schema_version");
            whole.commit();
        }
    }

    @Override
    public void close() {
        Database.closeQuietly(connection);
        Database.closeQuietly(pages);
        sinks.forEach(PageSink::close);
        Database.delete(small);
        Database.delete(empty);
        file.close();
    }
}
