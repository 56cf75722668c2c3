package io.tcbee.store.sqlite;

import io.tcbee.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** One SQLite file and the connections to it: one serves one thread at a time. */
final class Database implements AutoCloseable {
    /**
     * Bytes; larger pages make the tree flatter, and rows of a few hundred bytes fill them well.
     */
    static final int PAGE_SIZE = 16_384;

    private static final int IDLE = 4;
    private static final int PATIENCE_MS = 5000;

    private final Path file;
    private final boolean readOnly;
    private final Deque<Connection> idle = new ArrayDeque<>();
    private final Map<Thread, Connection> busy = new ConcurrentHashMap<>();
    private boolean closed;

    Database(Path file, boolean readOnly) {
        this.file = file;
        this.readOnly = readOnly;
    }

    Path file() {
        return file;
    }

    /** What a caller does with a connection. */
    interface Work<T> {
        T with(Connection connection) throws SQLException;
    }

    /**
     * Does {@code work} on a connection of its own.
     *
     * @param attempt for the message: what is done to the database
     */
    <T> T use(String attempt, Work<T> work) {
        Connection connection = null;
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
        Connection connection = busy.get(reader);
        if (connection != null) {
            try {
                connection.unwrap(SQLiteConnection.class).getDatabase().interrupt();
            } catch (SQLException e) {
                // It has ended by itself.
            }
        }
    }

    /** The failure in one sentence: locked, not a database, damaged, full. */
    StoreException failure(String attempt, SQLException e) {
        return new StoreException(attempt + " " + file + ": " + reason(e), e);
    }

    private static String reason(SQLException e) {
        if (e instanceof SQLiteException sqlite) {
            SQLiteErrorCode code = sqlite.getResultCode();
            switch (code) {
                case SQLITE_NOTADB -> {
                    return "it is no SQLite file";
                }
                case SQLITE_BUSY, SQLITE_LOCKED -> {
                    return "another process writes it; wait for that one, or copy the file";
                }
                case SQLITE_FULL -> {
                    return "the disk is full";
                }
                default -> {
                    if (code.name().startsWith("SQLITE_CORRUPT")) {
                        return "the file is damaged or cut off";
                    }
                }
            }
        }
        return String.valueOf(e.getMessage());
    }

    /** A new connection, which the caller closes. */
    Connection connect() throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(readOnly);
        config.setBusyTimeout(PATIENCE_MS);
        config.setPragma(SQLiteConfig.Pragma.CACHE_SIZE, "-16000");
        config.setPragma(SQLiteConfig.Pragma.PAGE_SIZE, Integer.toString(PAGE_SIZE));
        config.setPragma(SQLiteConfig.Pragma.MMAP_SIZE, Long.toString(1L << 30));
        return DriverManager.getConnection(
                "jdbc:sqlite:" + file.toAbsolutePath(), config.toProperties());
    }

    private Connection take() throws SQLException {
        synchronized (this) {
            if (closed) {
                throw new SQLException("the database is closed");
            }
            Connection connection = idle.poll();
            if (connection != null) {
                return connection;
            }
        }
        return connect();
    }

    private void give(Connection connection) {
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

    static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        idle.forEach(Database::closeQuietly);
        idle.clear();
    }

    /** A connection that cannot be closed has nothing left to lose: commits are done already. */
    static void closeQuietly(AutoCloseable closeable) {
        if (closeable == null) {
            return;
        }
        try {
            closeable.close();
        } catch (Exception e) {
            // Nothing was left undone.
        }
    }

    /** Deletes a database file and its logs, if they are there. */
    static void delete(Path file) {
        try {
            for (String ending : new String[] {"", "-journal", "-wal", "-shm"}) {
                Files.deleteIfExists(Path.of(file + ending));
            }
        } catch (IOException e) {
            throw new StoreException("delete " + file + ": " + e, e);
        }
    }
}
