package io.tcbee.cli;

import io.tcbee.model.TcbeeException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** Makes Parquet of the points that {@code tcbee export --csv} writes. */
final class ParquetFile {
    private static final String COLUMNS =
            "{'connection': 'BIGINT', 'client': 'VARCHAR', 'server': 'VARCHAR', 'side': 'VARCHAR', 'series': 'VARCHAR',"
                    + " 'unit': 'VARCHAR', 'time_ns': 'BIGINT', 'value': 'DOUBLE'}";

    private ParquetFile() {}

    static void of(Path csv, Path parquet) {
        String copy =
                "COPY (FROM read_csv("
                        + quoted(csv)
                        + ", header = true, auto_detect = false, delim = ',', columns = "
                        + COLUMNS
                        + ")) TO "
                        + quoted(parquet)
                        + " (FORMAT parquet, COMPRESSION zstd)";
        try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duckdb.createStatement()) {
            statement.execute("SET memory_limit = '256MB'");
            statement.execute(copy);
        } catch (SQLException e) {
            throw new TcbeeException("write " + parquet + ": " + e.getMessage(), e);
        }
    }

    private static String quoted(Path path) {
        return "'" + path.toString().replace("'", "''") + "'";
    }
}
