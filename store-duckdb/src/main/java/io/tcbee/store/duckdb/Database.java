package io.tcbee.store.duckdb;

import io.tcbee.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.duckdb.DuckDBConnection;

/**
 * One open DuckDB file and its connections: a DuckDB connection serves one thread at a time, so
 * every use takes one and gives it back.
 */
final class Database implements AutoCloseable {
    private static final Pattern HOLDER = Pattern.compile("held in (\\S+) \\(PID (\\d+)\\)");
    private static final int IDLE = 4;

    /** Of DuckDB while it is read. */
    static final String MEMORY_LIMIT = "512MB";

    private final Path file;
    private final DuckDBConnection first;
    private final Deque<DuckDBConnection> idle = new ArrayDeque<>();
    private final Map<Thread, DuckDBConnection> busy = new ConcurrentHashMap<>();
    private WindowFunction windows;
    private boolean closed;

    private Database(Path file, DuckDBConnection first) {
        this.file = file;
        this.first = first;
    }

    /**
     * @throws StoreException in one sentence: locked, not a database, newer, damaged
     */
    static Database open(Path file, boolean readOnly) {
        Properties settings = settings(readOnly ? "READ_ONLY" : "READ_WRITE");
        try {
            return new Database(
                    file,
                    (DuckDBConnection)
                            DriverManager.getConnection(
                                    "jdbc:duckdb:" + file.toAbsolutePath(), settings));
        } catch (SQLException e) {
            throw new StoreException("open " + file + ": " + reason(e.getMessage()), e);
        }
    }

    /**
     * A database in memory, whose tables are read from files.
     *
     * @param location for messages
     */
    static Database memory(Path location) {
        try {
            return new Database(
                    location,
                    (DuckDBConnection)
                            DriverManager.getConnection("jdbc:duckdb:", settings("automatic")));
        } catch (SQLException e) {
            throw new StoreException("open " + location + ": " + reason(e.getMessage()), e);
        }
    }

    private static Properties settings(String accessMode) {
        Properties settings = new Properties();
        settings.setProperty("access_mode", accessMode);
        settings.setProperty("memory_limit", MEMORY_LIMIT);
        settings.setProperty(
                "threads",
                Integer.toString(Math.min(8, Runtime.getRuntime().availableProcessors())));
        settings.setProperty("autoinstall_known_extensions", "false");
        settings.setProperty("autoload_known_extensions", "false");
        return settings;
    }

    /** What DuckDB's message means to a person. */
    static String reason(String message) {
        String text = message == null ? "" : message;
        Matcher holder = HOLDER.matcher(text);
        if (holder.find()) {
            return "it is open in another process (PID "
                    + holder.group(2)
                    + ", "
                    + holder.group(1)
                    + "); stop that one, or copy the file";
        }
        if (text.contains("Could not set lock")) {
            return "it is open in another process; stop that one, or copy the file";
        }
        if (text.contains("not a valid DuckDB database file")) {
            return "it is no DuckDB file";
        }
        if (text.contains("version number")) {
            return "it was written by another version of DuckDB (" + firstLine(text) + ")";
        }
        if (text.contains("different configuration")) {
            return "this process has it open in another mode";
        }
        if (text.contains("Corrupt") || text.contains("not read enough bytes")) {
            return "the file is damaged or cut off (" + firstLine(text) + ")";
        }
        return firstLine(text);
    }

    private static String firstLine(String text) {
        int end = text.indexOf('\n');
        return end < 0 ? text : text.substring(0, end);
    }

    Path file() {
        return file;
    }

    /** What a caller does with a connection. */
    interface Work<T> {
        T with(DuckDBConnection connection) throws SQLException;
    }

    /**
     * Does {@code work} on a connection of its own.
     *
     * @param attempt for the message: what is done to the database
     */
    <T> T use(String attempt, Work<T> work) {
        DuckDBConnection connection = null;
        try {
            connection = take();
            busy.put(Thread.currentThread(), connection);
            return work.with(connection);
        } catch (SQLException e) {
            throw failure(attempt, e);
        } finally {
            busy.remove(Thread.currentThread());
            give(connection);
        }
    }

    /** Ends what {@code reader} does in {@link #use} now, if it does anything. */
    void cancel(Thread reader) {
        DuckDBConnection connection = busy.get(reader);
        if (connection != null) {
            interrupt(connection);
        }
    }

    static void interrupt(DuckDBConnection connection) {
        try (Statement any = connection.createStatement()) {
            any.cancel();
        } catch (SQLException e) {
            // It has ended by itself.
        }
    }

    StoreException failure(String attempt, SQLException e) {
        return new StoreException(attempt + " " + file + ": " + reason(e.getMessage()), e);
    }

    /** A new connection, which the caller closes. */
    synchronized DuckDBConnection connect() throws SQLException {
        if (closed) {
            throw new SQLException("the database is closed");
        }
        return first.duplicate();
    }

    /** The function by which rows get in; known to every connection from its first use on. */
    synchronized WindowFunction windows() throws SQLException {
        if (windows == null) {
            windows = new WindowFunction();
            windows.register(first);
        }
        return windows;
    }

    private DuckDBConnection take() throws SQLException {
        synchronized (this) {
            DuckDBConnection connection = idle.poll();
            if (connection != null) {
                return connection;
            }
        }
        return connect();
    }

    private void give(DuckDBConnection connection) {
        if (connection == null) {
            return;
        }
        synchronized (this) {
            if (!closed && idle.size() < IDLE) {
                idle.push(connection);
                return;
            }
        }
        closeQuietly(connection);
    }

    static void execute(DuckDBConnection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Everything committed is in the file afterwards, and the file is free. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        idle.forEach(Database::closeQuietly);
        idle.clear();
        closeQuietly(first);
    }

    /** A connection that cannot be closed has nothing left to lose: commits are done already. */
    private static void closeQuietly(DuckDBConnection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            // Nothing was left undone.
        }
    }

    /** Deletes a database file and its log, if they are there. */
    static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
            Files.deleteIfExists(Path.of(file + ".wal"));
        } catch (IOException e) {
            throw new StoreException("delete " + file + ": " + e, e);
        }
    }
}
