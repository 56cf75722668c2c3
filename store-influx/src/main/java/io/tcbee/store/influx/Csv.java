package io.tcbee.store.influx;

import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * An answer in CSV, row by row: a header for each series and chunk, then its rows (RFC 4180, lines
 * end in LF).
 */
final class Csv {
    private final Reader reader;
    private final StringBuilder field = new StringBuilder();
    private final List<String> fields = new ArrayList<>();
    private final Map<String, Integer> header = new HashMap<>();
    private boolean end;

    Csv(Reader reader) {
        this.reader = reader;
    }

    /** Goes to the next row; false at the end. */
    boolean next() throws IOException {
        while (!end) {
            line();
            if (fields.size() == 1 && fields.getFirst().isEmpty()) {
                header.clear();
                continue;
            }
            if (header.isEmpty() || isHeader()) {
                header.clear();
                for (int i = 0; i < fields.size(); i++) {
                    header.put(fields.get(i), i);
                }
                continue;
            }
            return true;
        }
        return false;
    }

    private boolean isHeader() {
        return fields.size() > 1 && fields.get(0).equals("name") && fields.get(1).equals("tags");
    }

    /** Whether the row tells why the server stopped. */
    boolean isError() {
        return header.containsKey("error");
    }

    private void line() throws IOException {
        fields.clear();
        field.setLength(0);
        boolean quoted = false;
        while (true) {
            int c = reader.read();
            if (c < 0) {
                end = true;
                break;
            }
            if (quoted) {
                if (c != '"') {
                    field.append((char) c);
                    continue;
                }
                // A quote is the end, or, doubled, a quote.
                c = reader.read();
                if (c == '"') {
                    field.append('"');
                    continue;
                }
                quoted = false;
                if (c < 0) {
                    end = true;
                    break;
                }
            }
            if (c == '"') {
                quoted = true;
            } else if (c == ',') {
                take();
            } else if (c == '\n') {
                break;
            } else {
                field.append((char) c);
            }
        }
        take();
    }

    private void take() {
        fields.add(field.toString());
        field.setLength(0);
    }

    /** Empty if there is no such column or no value. */
    String text(String column) {
        Integer at = header.get(column);
        return at == null || at >= fields.size() ? "" : fields.get(at);
    }

    /** 0 if there is no value. */
    long integer(String column) {
        String text = text(column);
        return text.isEmpty() ? 0 : Long.parseLong(text);
    }

    double number(String column) {
        return Double.parseDouble(text(column));
    }
}
