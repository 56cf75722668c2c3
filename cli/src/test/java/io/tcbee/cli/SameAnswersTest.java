package io.tcbee.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tcbee.store.FlowStore;
import io.tcbee.store.FlowStoreProvider.Mode;
import io.tcbee.store.FlowStores;
import io.tcbee.store.StoreException;
import io.tcbee.store.contract.SmallRun;
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

/**
 * Every store of tables answers the questions of docs/database.md, and all give the same answers.
 */
class SameAnswersTest {
    private static final Path PAGE = Path.of("..", "docs", "database.md");
    private static final Pattern SQL = Pattern.compile("```sql\n(.*?)```", Pattern.DOTALL);
    private static final Pattern TIME =
            Pattern.compile("(\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d(?:\\.\\d*[1-9])?)\\.?0*");

    @TempDir Path directory;

    private String write(String name) {
        String location = directory.resolve(name) + (name.contains(".") ? "" : "/");
        try (FlowStore store = FlowStores.open(location, Mode.APPEND)) {
            SmallRun.write(store, "trace");
        }
        return location;
    }

    private static List<String> questions() throws IOException {
        List<String> questions = new ArrayList<>();
        Matcher matcher = SQL.matcher(Files.readString(PAGE));
        while (matcher.find()) {
            questions.add(matcher.group(1));
        }
        return questions;
    }

    private static List<List<String>> answer(Connection connection, String question)
            throws SQLException {
        List<List<String>> answer = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(question)) {
            while (row.next()) {
                List<String> values = new ArrayList<>();
                for (int c = 1; c <= row.getMetaData().getColumnCount(); c++) {
                    values.add(text(row.getString(c)));
                }
                answer.add(values);
            }
        }
        return answer;
    }

    /** 5 and 5.0 are one number, and trailing zeros of a time say nothing. */
    private static String text(String value) {
        if (value == null) {
            return "NULL";
        }
        Matcher time = TIME.matcher(value);
        if (time.matches()) {
            return time.group(1);
        }
        try {
            return Double.toString(Double.parseDouble(value));
        } catch (NumberFormatException e) {
            return value;
        }
    }

    @Test
    void theSameQuestionsHaveTheSameAnswers() throws IOException, SQLException {
        String folder = write("folder");
        try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:" + write("a.duckdb"));
                Connection sqlite =
                        DriverManager.getConnection("jdbc:sqlite:" + write("a.sqlite"));
                Connection parquet = DriverManager.getConnection("jdbc:duckdb:");
                Statement views = parquet.createStatement()) {
            views.execute("SET file_search_path = '" + folder + "'");
            views.execute(Files.readString(Path.of(folder, "views.sql")));
            for (String question : questions()) {
                List<List<String>> expected = answer(duckdb, question);
                assertFalse(expected.isEmpty(), question);
                assertEquals(expected, answer(sqlite, question), question);
                assertEquals(expected, answer(parquet, question), question);
            }
        }
    }

    @Test
    void theStoresHaveTheSameTablesViewsAndColumns() throws IOException, SQLException {
        String folder = write("folder");
        try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:" + write("a.duckdb"));
                Connection sqlite =
                        DriverManager.getConnection("jdbc:sqlite:" + write("a.sqlite"));
                Connection parquet = DriverManager.getConnection("jdbc:duckdb:");
                Statement views = parquet.createStatement()) {
            views.execute("SET file_search_path = '" + folder + "'");
            views.execute(Files.readString(Path.of(folder, "views.sql")));
            for (List<String> name :
                    answer(
                            duckdb,
                            "SELECT table_name FROM information_schema.tables WHERE table_name <>"
                                    + " 'schema_version'")) {
                String select = "SELECT * FROM " + name.getFirst();
                assertEquals(columns(duckdb, select), columns(sqlite, select), select);
                List<String> ofParquet = columns(parquet, select);
                assertTrue(ofParquet.containsAll(columns(duckdb, select)), select);
            }
        }
    }

    private static List<String> columns(Connection connection, String select) throws SQLException {
        List<String> columns = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(select)) {
            for (int c = 1; c <= row.getMetaData().getColumnCount(); c++) {
                columns.add(row.getMetaData().getColumnLabel(c));
            }
        }
        return columns;
    }

    @Test
    void anUnknownLocationIsToldWhichThereAre() {
        StoreException refused =
                assertThrows(StoreException.class, () -> FlowStores.open("x.db", Mode.APPEND));
        for (String form :
                List.of("FILE.duckdb", "FILE.sqlite", "FOLDER/", "influx://HOST:PORT/DATABASE")) {
            assertTrue(refused.getMessage().contains(form), refused.getMessage());
        }
    }
}
