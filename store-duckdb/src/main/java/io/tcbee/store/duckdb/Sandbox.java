package io.tcbee.store.duckdb;

import io.tcbee.store.PointSink;
import io.tcbee.store.SqlAnswer;
import io.tcbee.store.SqlRefusedException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import org.duckdb.DuckDBConnection;

/**
 * Runs the SELECT of a stranger on a flow database, each in a DuckDB of its own: the file is
 * attached to be read, then files, network, extensions and settings are locked. {@code query()}
 * takes one SELECT and nothing else.
 */
final class Sandbox {
    private static final String MEMORY_LIMIT = "256MB";

    /** Characters of all texts together: what a browser can show, and a small heap holds. */
    private static final long MOST_CHARACTERS = 16_000_000;

    private static final int CHUNK = 4096;

    private static final String[] LOCKS = {
        "USE flow_database",
        "SET temp_directory = ''",
        "SET enable_external_access = false",
        "SET lock_configuration = true"
    };

    private final Path file;
    private final Map<Thread, DuckDBConnection> busy = new ConcurrentHashMap<>();

    Sandbox(Path file) {
        this.file = file;
    }

    /**
     * @throws SqlRefusedException if DuckDB does not run it
     */
    SqlAnswer select(String sql, int rows) {
        return run(
                "SELECT * FROM query(%s) LIMIT %d".formatted(Schema.text(sql), rows + 1L),
                result -> answer(result, rows));
    }

    /**
     * Hands over the rows of time_ns, #row and value, in order of time.
     *
     * @throws SqlRefusedException if DuckDB does not run it
     */
    void points(String sql, PointSink sink) {
        run(
                "SELECT time_ns, value FROM query(%s) WHERE isfinite(value) ORDER BY time_ns, \"#row\""
                        .formatted(Schema.text(sql)),
                result -> {
                    long[] times = new long[CHUNK];
                    double[] values = new double[CHUNK];
                    int size = 0;
                    while (result.next()) {
                        times[size] = result.getLong(1);
                        values[size++] = result.getDouble(2);
                        if (size == CHUNK) {
                            sink.add(times, values, size);
                            size = 0;
                        }
                    }
                    sink.add(times, values, size);
                    return null;
                });
    }

    private interface Reading<T> {
        T of(ResultSet result) throws SQLException;
    }

    private <T> T run(String sql, Reading<T> reading) {
        try (DuckDBConnection connection = open()) {
            busy.put(Thread.currentThread(), connection);
            try (Statement statement = connection.createStatement();
                    ResultSet result = statement.executeQuery(sql)) {
                return reading.of(result);
            }
        } catch (SQLException e) {
            throw new SqlRefusedException("run SQL: " + reason(e.getMessage()), e);
        } finally {
            busy.remove(Thread.currentThread());
        }
    }

    private DuckDBConnection open() throws SQLException {
        Properties settings = new Properties();
        settings.setProperty("memory_limit", MEMORY_LIMIT);
        settings.setProperty("threads", "2");
        settings.setProperty("autoinstall_known_extensions", "false");
        settings.setProperty("autoload_known_extensions", "false");
        DuckDBConnection connection =
                (DuckDBConnection) DriverManager.getConnection("jdbc:duckdb:", settings);
        try {
            Database.execute(
                    connection,
                    "ATTACH %s AS flow_database (READ_ONLY)"
                            .formatted(Schema.text(file.toAbsolutePath().toString())));
            for (String lock : LOCKS) {
                Database.execute(connection, lock);
            }
            return connection;
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    private static SqlAnswer answer(ResultSet result, int most) throws SQLException {
        ResultSetMetaData head = result.getMetaData();
        List<String> columns = new ArrayList<>();
        List<String> types = new ArrayList<>();
        for (int i = 1; i <= head.getColumnCount(); i++) {
            columns.add(head.getColumnName(i));
            types.add(head.getColumnTypeName(i));
        }
        List<List<Object>> rows = new ArrayList<>();
        long characters = 0;
        while (result.next()) {
            if (rows.size() == most || characters > MOST_CHARACTERS) {
                return new SqlAnswer(columns, types, rows, true);
            }
            List<Object> row = new ArrayList<>();
            for (int i = 1; i <= columns.size(); i++) {
                Object value = plain(result.getObject(i));
                characters += value instanceof String text ? text.length() : 0;
                row.add(value);
            }
            rows.add(row);
        }
        return new SqlAnswer(columns, types, rows, false);
    }

    private static Object plain(Object value) {
        return value == null || value instanceof Number || value instanceof Boolean
                ? value
                : value.toString();
    }

    /** What DuckDB's message means here. */
    private static String reason(String message) {
        String text = Database.reason(message);
        if (text.contains("Expected a single SELECT")) {
            return "only one SELECT is run here, nothing that changes or opens anything";
        }
        if (text.startsWith("Permission Error")) {
            return "files, network and extensions are out of reach here";
        }
        if (text.startsWith("Out of Memory Error")) {
            return "it needs more than " + MEMORY_LIMIT + " of memory";
        }
        return text;
    }

    /** Ends what {@code reader} runs now, if it runs anything. */
    void cancel(Thread reader) {
        DuckDBConnection connection = busy.get(reader);
        if (connection != null) {
            Database.interrupt(connection);
        }
    }
}
