package io.tcbee.process;

import io.tcbee.model.Side;
import io.tcbee.store.ConnectionRow;
import io.tcbee.store.FlowStore;
import io.tcbee.store.Points;
import io.tcbee.store.SeriesInfo;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Writes chosen series of chosen connections as text, one series after the other in memory.
 *
 * <p>CSV is one point a line: connection, client, server, side, series, unit, time_ns, value. JSON
 * is one series a line, an object with the same names, of which time_ns and value are arrays.
 */
public final class SeriesExport {
    private final FlowStore store;
    private final Choice choice;
    private long points;

    /**
     * What is wanted.
     *
     * @param ids connections; empty for all
     * @param connections by their ends; empty for all
     * @param series names; empty for all
     * @param fromNs since the start of the run
     * @param toNs since the start of the run; points at it are left out
     */
    public record Choice(
            List<Long> ids,
            List<ConnectionFilter> connections,
            List<String> series,
            long fromNs,
            long toNs) {
        public Choice {
            ids = List.copyOf(ids);
            connections = List.copyOf(connections);
            series = List.copyOf(series);
        }

        boolean takes(ConnectionRow row) {
            boolean ends = connections.isEmpty();
            for (ConnectionFilter each : connections) {
                ends |= each.takes(row.client(), row.server());
            }
            return ends && (ids.isEmpty() || ids.contains(row.id()));
        }
    }

    public SeriesExport(FlowStore store, Choice choice) {
        this.store = store;
        this.choice = choice;
    }

    /** Returns how many points were written. */
    public long csv(Appendable out) throws IOException {
        out.append("connection,client,server,side,series,unit,time_ns,value\n");
        each((row, info, read) -> csv(out, row, info, read));
        return points;
    }

    /** Returns how many points were written. */
    public long json(Appendable out) throws IOException {
        each((row, info, read) -> json(out, row, info, read));
        return points;
    }

    @FunctionalInterface
    private interface Writer {
        void write(ConnectionRow row, SeriesInfo info, Points points) throws IOException;
    }

    private void each(Writer writer) throws IOException {
        Set<String> wanted = new HashSet<>(choice.series());
        List<String> unknown = new ArrayList<>(choice.series());
        store.catalogue().forEach(series -> unknown.remove(series.name()));
        if (!unknown.isEmpty()) {
            throw new ProcessException("export: the database has no series " + unknown.getFirst());
        }
        for (ConnectionRow row : store.connections()) {
            if (!choice.takes(row)) {
                continue;
            }
            for (SeriesInfo info : store.series(row.id())) {
                if (Thread.currentThread().isInterrupted()) {
                    throw new ProcessException("export: interrupted");
                }
                if (wanted.isEmpty() || wanted.contains(info.series().name())) {
                    writer.write(row, info, read(info));
                }
            }
        }
    }

    /** With as many plot columns as points nothing is left out. */
    private Points read(SeriesInfo info) {
        long from = Math.max(choice.fromNs(), info.firstNs());
        long to = Math.min(choice.toNs(), info.lastNs());
        if (from > to) {
            return new Points(new long[0], new double[0], 0);
        }
        return store.read(info.key(), from, to, Math.clamp(info.count(), 1, 1 << 28));
    }

    /** The range's neighbours, which a plot needs, are not in it. */
    private boolean inside(long timeNs) {
        return timeNs >= choice.fromNs() && timeNs < choice.toNs();
    }

    private void csv(Appendable out, ConnectionRow row, SeriesInfo info, Points read)
            throws IOException {
        String head =
                row.id()
                        + ","
                        + row.client()
                        + ","
                        + row.server()
                        + ","
                        + side(info)
                        + ","
                        + info.series().name()
                        + ","
                        + info.series().unit().symbol()
                        + ",";
        for (int i = 0; i < read.timesNs().length; i++) {
            if (inside(read.timesNs()[i])) {
                out.append(head).append(Long.toString(read.timesNs()[i])).append(',');
                out.append(number(read.values()[i])).append('\n');
                points++;
            }
        }
    }

    private void json(Appendable out, ConnectionRow row, SeriesInfo info, Points read)
            throws IOException {
        StringBuilder times = new StringBuilder();
        StringBuilder values = new StringBuilder();
        for (int i = 0; i < read.timesNs().length; i++) {
            if (inside(read.timesNs()[i])) {
                String comma = times.isEmpty() ? "" : ",";
                times.append(comma).append(read.timesNs()[i]);
                values.append(comma).append(number(read.values()[i]));
                points++;
            }
        }
        if (times.isEmpty()) {
            return;
        }
        out.append("{\"connection\":").append(Long.toString(row.id()));
        text(out, "client", row.client().toString());
        text(out, "server", row.server().toString());
        text(out, "side", side(info));
        text(out, "series", info.series().name());
        text(out, "unit", info.series().unit().symbol());
        out.append(",\"time_ns\":[").append(times).append("],\"value\":[").append(values);
        out.append("]}\n");
    }

    /** Addresses, names of series and units: nothing that JSON or CSV would need to escape. */
    private static void text(Appendable out, String name, String value) throws IOException {
        out.append(",\"").append(name).append("\":\"").append(value).append('"');
    }

    private static String side(SeriesInfo info) {
        Side side = info.key().side();
        return side == null ? "" : side.name().toLowerCase(Locale.ROOT);
    }

    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1L << 53
                ? Long.toString((long) value)
                : Double.toString(value);
    }
}
