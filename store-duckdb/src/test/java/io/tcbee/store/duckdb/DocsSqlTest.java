package io.tcbee.store.duckdb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/database.md is true. */
class DocsSqlTest {
    private static final Path PAGE = Path.of("..", "docs", "database.md");
    private static final Pattern SQL = Pattern.compile("```sql\n(.*?)```", Pattern.DOTALL);

    @TempDir Path directory;

    private Connection database() throws SQLException {
        Path file = directory.resolve("flows.duckdb");
        SmallDatabase.write(file, "trace");
        return DriverManager.getConnection("jdbc:duckdb:" + file);
    }

    @Test
    void everyQuestionHasAnAnswer() throws IOException, SQLException {
        List<String> questions = new ArrayList<>();
        Matcher matcher = SQL.matcher(Files.readString(PAGE));
        while (matcher.find()) {
            questions.add(matcher.group(1));
        }
        assertEquals(10, questions.size());
        try (Connection connection = database();
                Statement statement = connection.createStatement()) {
            for (String question : questions) {
                try (ResultSet answer = statement.executeQuery(question)) {
                    assertTrue(answer.next(), question);
                }
            }
        }
    }

    @Test
    void everyFixedTableAndViewIsOnThePage() throws IOException, SQLException {
        String page = Files.readString(PAGE);
        for (String name :
                texts(
                        "SELECT table_name FROM duckdb_tables() WHERE table_name NOT IN"
                                + " ('packets', 'tcp_state')")) {
            assertTrue(page.contains("### " + name), name);
        }
        for (String column :
                texts(
                        "SELECT column_name FROM duckdb_columns() WHERE table_name IN ('runs',"
                                + " 'connections', 'attributes', 'catalogue', 'derived', 'series',"
                                + " 'losses', 'schema_version')")) {
            assertTrue(page.contains(column), column);
        }
        for (String view :
                texts(
                        "SELECT view_name FROM duckdb_views() WHERE NOT internal AND view_name NOT"
                                + " LIKE '%_timed'")) {
            assertTrue(page.contains("| " + view + " |"), view);
        }
    }

    @Test
    void everyTableAndColumnCarriesItsMeaning() throws SQLException {
        assertEquals(
                List.of(), texts("SELECT table_name FROM duckdb_tables() WHERE comment IS NULL"));
        assertEquals(
                List.of(),
                texts(
                        "SELECT table_name || '.' || column_name FROM duckdb_columns() JOIN"
                                + " duckdb_tables() USING (table_name) WHERE"
                                + " duckdb_columns.comment IS NULL"));
    }

    private List<String> texts(String sql) throws SQLException {
        List<String> texts = new ArrayList<>();
        Path file = directory.resolve("flows.duckdb");
        if (!Files.exists(file)) {
            SmallDatabase.write(file, "trace");
        }
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:" + file);
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            while (result.next()) {
                texts.add(result.getString(1));
            }
        }
        return texts;
    }

    @Test
    void flowsHaveTheirAttributesAsColumns() throws SQLException {
        try (Connection connection = database();
                Statement statement = connection.createStatement();
                ResultSet flow =
                        statement.executeQuery(
                                "SELECT client, server, cc, duration_s, bytes_client, bytes_server,"
                                        + " retransmissions_client FROM flows ORDER BY"
                                        + " connection")) {
            assertTrue(flow.next());
            assertEquals("10.0.0.1:40000", flow.getString("client"));
            assertEquals("[2001:db8::1]:443", flow.getString("server"));
            assertEquals("cubic", flow.getString("cc"));
            assertEquals(2.0, flow.getDouble("duration_s"));
            assertEquals(100_000, flow.getDouble("bytes_client"));
            assertEquals(5, flow.getDouble("bytes_server"));
            assertEquals(1, flow.getDouble("retransmissions_client"));
        }
    }
}
