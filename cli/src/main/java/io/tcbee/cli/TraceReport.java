package io.tcbee.cli;

import io.tcbee.model.EventHeader;
import io.tcbee.process.EventFilter;
import io.tcbee.trace.ClockPair;
import io.tcbee.trace.EventCursor;
import io.tcbee.trace.EventSource;
import io.tcbee.trace.Hook;
import io.tcbee.trace.HookCounts;
import io.tcbee.trace.LossReport;
import io.tcbee.trace.TraceInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What {@code tcbee trace info} says of one file. */
final class TraceReport {
    private final TextTable facts = new TextTable(List.of("fact", "value"));
    private final TextTable events =
            new TextTable(List.of("event", "count", "bytes", "least", "greatest"));
    private final TextTable hooks =
            new TextTable(
                    List.of(
                            "hook",
                            "attached",
                            "seen",
                            "filtered",
                            "events",
                            "lost",
                            "missed",
                            "note"));

    /** What was counted of one type. */
    private static final class Sum {
        long count;
        long bytes;
        long least = Long.MAX_VALUE;
        long greatest = Long.MIN_VALUE;

        void add(long length) {
            count++;
            bytes += length;
            least = Math.min(least, length);
            greatest = Math.max(greatest, length);
        }
    }

    private TraceReport() {}

    /** Walks over all of {@code source}. */
    static TraceReport of(Path file, EventSource source) {
        TraceReport report = new TraceReport();
        Map<Integer, Sum> sums = new TreeMap<>();
        long firstNs = 0;
        long lastNs = Long.MIN_VALUE;
        long count = 0;
        EventCursor walk = source.events();
        while (walk.next()) {
            sums.computeIfAbsent(walk.type(), _ -> new Sum())
                    .add(EventHeader.LENGTH.get(walk.segment(), walk.at()));
            firstNs = count++ == 0 ? walk.timeNs() : Math.min(firstNs, walk.timeNs());
            lastNs = Math.max(lastNs, walk.timeNs());
        }
        report.head(file, source);
        TraceInfo info = source.info();
        if (count > 0) {
            long startNs = info.start().monotonicNs();
            report.fact("first event", seconds(firstNs - startNs));
            report.fact("last event", seconds(lastNs - startNs));
        }
        report.fact("events", count);
        report.losses(source);
        sums.forEach((type, sum) -> report.type(info, type, sum));
        report.hooks(source);
        return report;
    }

    private void fact(String name, Object value) {
        facts.add(List.of(name, String.valueOf(value)));
    }

    private static String seconds(long ns) {
        return String.format(java.util.Locale.ROOT, "%.9f s", ns / 1e9);
    }

    private void head(Path file, EventSource source) {
        TraceInfo info = source.info();
        fact("file", file);
        fact("bytes", size(file));
        fact("recording", info.id());
        if (info.part() > 0) {
            fact("part", info.part());
        }
        optional("recorder", info.recorder());
        optional("host", info.host());
        optional("kernel", info.kernel());
        if (info.cpus() > 0) {
            fact("cpus", info.cpus());
        }
        ClockPair start = info.start();
        fact("start", instant(start.realtimeNs()));
        info.interfaces().stream()
                .filter(each -> !each.name().isEmpty())
                .forEach(each ->
                        fact(
                                "interface",
                                each.name() + " (" + each.ifindex() + "), " + each.link()));
        info.filters().forEach(filter -> fact("filter", filter));
        fact("complete", source.complete() ? "yes" : "no, it was cut off");
    }

    private void optional(String name, String value) {
        if (!value.isEmpty()) {
            fact(name, value);
        }
    }

    private static Instant instant(long realtimeNs) {
        return Instant.ofEpochSecond(
                Math.floorDiv(realtimeNs, 1_000_000_000L),
                Math.floorMod(realtimeNs, 1_000_000_000L));
    }

    private static String size(Path file) {
        try {
            return Long.toString(Files.size(file));
        } catch (IOException e) {
            return "unknown";
        }
    }

    private void losses(EventSource source) {
        long reported = sum(source.losses());
        long counts = source.counts().stream().mapToLong(HookCounts::lost).sum();
        long damaged = sum(source.unreadable());
        fact("lost", Math.max(reported, counts));
        if (damaged > 0) {
            fact("damaged events", damaged);
        }
        source.leftOut().forEach(line -> fact("left out", line));
        source.damages().forEach(damage -> fact("damage", damage));
    }

    private static long sum(List<LossReport> reports) {
        return reports.stream()
                .flatMap(report -> report.losses().stream())
                .mapToLong(LossReport.Loss::lost)
                .sum();
    }

    private void type(TraceInfo info, int id, Sum sum) {
        String name =
                info.eventTypes().stream()
                        .filter(type -> type.id() == id)
                        .map(EventFilter::shortName)
                        .findFirst()
                        .orElse("type " + id);
        events.add(
                List.of(
                        name,
                        Long.toString(sum.count),
                        Long.toString(sum.bytes),
                        Long.toString(sum.least),
                        Long.toString(sum.greatest)));
    }

    private void hooks(EventSource source) {
        boolean counted = !source.counts().isEmpty();
        for (Hook hook : source.info().hooks()) {
            long[] sums = new long[5];
            for (HookCounts each : source.counts()) {
                if (each.hook() == hook.id()) {
                    sums[0] += each.seen();
                    sums[1] += each.filtered();
                    sums[2] += each.events();
                    sums[3] += each.lost();
                    sums[4] += each.recursionMisses();
                }
            }
            List<String> cells = new ArrayList<>(List.of(hook.name(), hook.attachedAs()));
            for (long sum : sums) {
                cells.add(counted ? Long.toString(sum) : "-");
            }
            cells.add(hook.note());
            hooks.add(cells);
        }
    }

    String text(boolean people) {
        return people
                ? facts.aligned() + "\n" + events.aligned() + "\n" + hooks.aligned()
                : facts.separated() + "\n" + events.separated() + "\n" + hooks.separated();
    }
}
