package io.tcbee.cli;

import io.tcbee.model.TcbeeException;
import io.tcbee.store.ConnectionRow;
import io.tcbee.store.FlowStore;
import io.tcbee.store.SeriesKey;
import io.tcbee.web.spi.SeriesFiles;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Writes points of a database in the form of {@code tcbee export}. */
record StoreFiles(FlowStore store) implements SeriesFiles {
    @Override
    public byte[] write(String format, List<SeriesKey> series, long fromNs, long toNs) {
        boolean parquet = format.equals("parquet");
        if (!parquet && !format.equals("csv")) {
            throw new UnsupportedOperationException("export: no such form as " + format);
        }
        try {
            Path folder = Files.createTempDirectory("tcbee-export");
            Path text = folder.resolve("points.csv");
            Path columns = folder.resolve("points.parquet");
            try {
                writeText(text, series, fromNs, toNs);
                if (parquet) {
                    ParquetFile.of(text, columns);
                }
                return Files.readAllBytes(parquet ? columns : text);
            } finally {
                Files.deleteIfExists(columns);
                Files.deleteIfExists(text);
                Files.delete(folder);
            }
        } catch (IOException e) {
            throw new TcbeeException("export points: " + e.getMessage(), e);
        }
    }

    private void writeText(Path file, List<SeriesKey> series, long fromNs, long toNs)
            throws IOException {
        try (PrintWriter out = new PrintWriter(Files.newBufferedWriter(file))) {
            out.print("connection,client,server,side,series,unit,time_ns,value\n");
            for (SeriesKey key : series) {
                String head = head(key);
                store.points(
                        key,
                        fromNs,
                        toNs,
                        (times, values, size) -> {
                            for (int i = 0; i < size; i++) {
                                out.print(head + times[i] + "," + number(values[i]) + "\n");
                            }
                        });
            }
            if (out.checkError()) {
                throw new IOException("the file system refused");
            }
        }
    }

    private String head(SeriesKey key) {
        ConnectionRow row =
                store.connections().stream()
                        .filter(each -> each.id() == key.connection())
                        .findAny()
                        .orElseThrow(() ->
                                new TcbeeException("export: no connection " + key.connection()));
        String unit =
                store.catalogue().stream()
                        .filter(each -> each.name().equals(key.name()))
                        .map(each -> each.unit().symbol())
                        .findAny()
                        .orElse("");
        String side = key.side().name().toLowerCase(Locale.ROOT);
        return "%d,%s,%s,%s,%s,%s,"
                .formatted(key.connection(), row.client(), row.server(), side, key.name(), unit);
    }

    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1L << 53
                ? Long.toString((long) value)
                : Double.toString(value);
    }
}
