package io.tcbee.cli.screen;

import io.tcbee.record.HookCost;
import io.tcbee.record.LiveConnection;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is to be shown, made of one {@link Sample} after another. */
final class Dashboard {
    /** Four minutes at two samples per second: as wide as the widest terminal is fine. */
    static final int SAMPLES = 480;

    private static final double SECOND_NS = 1e9;

    private final String title;
    private final long startNs;
    private final History packets = new History(SAMPLES);
    private final History events = new History(SAMPLES);
    private final History bytes = new History(SAMPLES);
    private final Map<Integer, Double> costs = new HashMap<>();
    private Map<Long, ConnectionRow> rows = new LinkedHashMap<>();
    private List<HookRow> hooks = List.of();
    private Sample newest;

    /**
     * @param title what is recorded, and where to
     * @param startNs CLOCK_MONOTONIC, since when
     */
    Dashboard(String title, long startNs) {
        this.title = title;
        this.startNs = startNs;
    }

    void update(Sample sample) {
        double seconds = newest == null ? 0 : (sample.timeNs() - newest.timeNs()) / SECOND_NS;
        sample.costs().stream()
                .filter(cost -> cost.runs() > 0)
                .forEach(cost -> costs.put(cost.hook(), nanosecondsPerCall(cost)));
        hooks = hooks(sample, seconds);
        rows = rows(sample.connections(), seconds);
        if (seconds > 0) {
            packets.add(rate(true));
            events.add(rate(false));
            bytes.add((sample.fileBytes() - newest.fileBytes()) / seconds);
        }
        newest = sample;
    }

    private static double nanosecondsPerCall(HookCost cost) {
        return (double) cost.nanoseconds() / cost.runs();
    }

    private List<HookRow> hooks(Sample sample, double seconds) {
        Map<Integer, HookTotal> before = new HashMap<>();
        if (newest != null) {
            newest.hooks().forEach(hook -> before.put(hook.id(), hook));
        }
        List<HookRow> now = new ArrayList<>();
        for (HookTotal hook : sample.hooks()) {
            HookTotal last = before.getOrDefault(hook.id(), hook);
            now.add(
                    new HookRow(
                            hook,
                            seconds > 0 ? (hook.seen() - last.seen()) / seconds : 0,
                            seconds > 0 ? (hook.events() - last.events()) / seconds : 0,
                            costs.getOrDefault(hook.id(), Double.NaN)));
        }
        return now;
    }

    private double rate(boolean packetsOnly) {
        return hooks.stream()
                .filter(hook -> !packetsOnly || hook.total().packets())
                .mapToDouble(HookRow::eventsPerSecond)
                .sum();
    }

    private Map<Long, ConnectionRow> rows(List<LiveConnection> connections, double seconds) {
        Map<Long, ConnectionRow> now = LinkedHashMap.newLinkedHashMap(connections.size());
        for (LiveConnection connection : connections) {
            ConnectionRow row = rows.get(connection.cookie());
            if (row == null) {
                row = new ConnectionRow(connection);
            } else if (seconds > 0) {
                row.update(connection, seconds);
            }
            now.put(connection.cookie(), row);
        }
        return now;
    }

    String title() {
        return title;
    }

    /** Whether there is anything yet. */
    boolean isEmpty() {
        return newest == null;
    }

    /** The newest sample; only if not {@link #isEmpty}. */
    Sample newest() {
        return newest;
    }

    long durationNs() {
        return newest.timeNs() - startNs;
    }

    long lost() {
        return newest.hooks().stream().mapToLong(HookTotal::lost).sum();
    }

    /** Per second. */
    History packets() {
        return packets;
    }

    /** Per second, lost ones included. */
    History events() {
        return events;
    }

    /** Bytes per second that the trace grew by. */
    History bytes() {
        return bytes;
    }

    List<HookRow> hooks() {
        return hooks;
    }

    Collection<ConnectionRow> connections() {
        return rows.values();
    }

    /** Null if it is not listed. */
    ConnectionRow connection(long cookie) {
        return rows.get(cookie);
    }
}
