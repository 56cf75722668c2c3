package io.tcbee.store.sqlite;

import io.tcbee.store.Column;
import io.tcbee.store.Table;
import io.tcbee.store.backend.Catalogue;
import io.tcbee.store.backend.TableReads;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The wide tables of a SQLite file: those that begin as wide tables do. Their columns and what they
 * mean stand in the text of CREATE TABLE, one a line; a column that was added later has no meaning
 * there.
 */
final class Tables {
    private static final Pattern HEAD = Pattern.compile("\\( -- (.*)");
    private static final Pattern LINE = Pattern.compile("\"([^\"]+)\" (\\w+) ?,? -- (.*)");

    private Tables() {}

    static List<Table> of(Connection connection, Catalogue catalogue) throws SQLException {
        Map<String, String> texts = new HashMap<>();
        List<String> names = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery(
                                "SELECT name, sql FROM sqlite_master WHERE type = 'table' ORDER BY"
                                        + " name")) {
            while (row.next()) {
                names.add(row.getString(1));
                texts.put(row.getString(1), row.getString(2));
            }
        }
        List<Table> tables = new ArrayList<>();
        for (String name : names) {
            Map<String, String> types = Schema.columns(connection, name);
            List<String> columns = List.copyOf(types.keySet());
            if (columns.size() > 3
                    && columns.subList(0, 3).equals(TableReads.KEY)
                    && !TableReads.OTHERS.contains(name)) {
                tables.add(table(name, texts.get(name), types, catalogue));
            }
        }
        return List.copyOf(tables);
    }

    private static Table table(
            String name, String text, Map<String, String> types, Catalogue catalogue) {
        Map<String, String> comments = new HashMap<>();
        Matcher line = LINE.matcher(text);
        while (line.find()) {
            comments.put(line.group(1), line.group(3));
        }
        List<Column> columns = new ArrayList<>();
        types.forEach((column, type) -> {
            if (!TableReads.KEY.contains(column)) {
                String comment = comments.getOrDefault(column, "");
                columns.add(TableReads.column(name, column, type, comment, catalogue));
            }
        });
        Matcher head = HEAD.matcher(text);
        return new Table(name, head.find() ? head.group(1) : "", columns);
    }
}
