package io.tcbee.trace;

import io.tcbee.model.Field;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/** The parts of one recording, merged by time into the whole. Closes its readers. */
public final class TraceParts implements EventSource {
    private final List<TraceReader> parts;
    private final TraceInfo info;

    private TraceParts(List<TraceReader> parts) {
        this.parts = parts;
        info = info(parts);
    }

    /**
     * @param readers of one recording, in any order, at least one; they belong to the parts then
     * @throws TraceFormatException if they are not of one recording, or one is there twice
     */
    public static TraceParts of(List<TraceReader> readers) {
        List<TraceReader> parts = new ArrayList<>(readers);
        parts.sort(Comparator.comparingInt(part -> part.info().part()));
        TraceInfo first = parts.getFirst().info();
        for (int i = 1; i < parts.size(); i++) {
            TraceInfo each = parts.get(i).info();
            if (!each.id().equals(first.id())) {
                throw new TraceFormatException(
                        "merge parts: recordings " + first.id() + " and " + each.id() + " differ");
            }
            if (each.part() == parts.get(i - 1).info().part()) {
                throw new TraceFormatException(
                        "merge parts: part "
                                + each.part()
                                + " of recording "
                                + each.id()
                                + " is there twice");
            }
        }
        return new TraceParts(parts);
    }

    private static TraceInfo info(List<TraceReader> parts) {
        TraceInfo first = parts.getFirst().info();
        Set<Interface> interfaces = new LinkedHashSet<>();
        Set<Code> codes = new LinkedHashSet<>();
        for (TraceReader part : parts) {
            interfaces.addAll(part.info().interfaces());
            codes.addAll(part.codes());
        }
        return new TraceInfo(
                first.id(),
                first.recorder(),
                first.host(),
                first.kernel(),
                first.cpus(),
                first.start(),
                List.copyOf(interfaces),
                first.filters(),
                first.hooks(),
                first.eventTypes(),
                0,
                List.copyOf(codes));
    }

    @Override
    public TraceInfo info() {
        return info;
    }

    @Override
    public Field resolve(int eventType, Field field) {
        return parts.getFirst().resolve(eventType, field);
    }

    @Override
    public EventCursor events() {
        EventCursor[] walks = parts.stream().map(TraceReader::events).toArray(EventCursor[]::new);
        return new MergedSources(walks, new long[walks.length]);
    }

    @Override
    public long eventCount() {
        return parts.stream().mapToLong(TraceReader::eventCount).sum();
    }

    @Override
    public List<LossReport> losses() {
        return all(TraceReader::losses);
    }

    @Override
    public List<ConnectionLoss> connectionLosses() {
        return all(TraceReader::connectionLosses);
    }

    /** Clock pairs of all parts. */
    public List<ClockPair> clocks() {
        return all(TraceReader::clocks);
    }

    private <T> List<T> all(Function<TraceReader, List<T>> of) {
        return parts.stream().flatMap(part -> of.apply(part).stream()).toList();
    }

    /** The sums over all parts: what the hooks counted in all. */
    @Override
    public List<HookCounts> counts() {
        Map<Long, HookCounts> sums = new LinkedHashMap<>();
        for (HookCounts each : all(TraceReader::counts)) {
            long key = (long) each.hook() << Integer.SIZE | each.cpu();
            sums.merge(key, each, TraceParts::sum);
        }
        return List.copyOf(sums.values());
    }

    private static HookCounts sum(HookCounts a, HookCounts b) {
        return new HookCounts(
                a.hook(),
                a.cpu(),
                a.seen() + b.seen(),
                a.filtered() + b.filtered(),
                a.events() + b.events(),
                a.lost() + b.lost(),
                a.recursionMisses() + b.recursionMisses());
    }

    @Override
    public List<LossReport> unreadable() {
        return all(TraceReader::unreadable);
    }

    @Override
    public boolean complete() {
        return parts.stream().allMatch(TraceReader::complete);
    }

    @Override
    public List<String> damages() {
        return Stream.concat(missing().stream(), all(TraceReader::damages).stream()).toList();
    }

    /** Parts between those that are there; older ones may have been deleted on purpose. */
    private List<String> missing() {
        List<String> missing = new ArrayList<>();
        for (int i = 1; i < parts.size(); i++) {
            int before = parts.get(i - 1).info().part();
            int after = parts.get(i).info().part();
            if (after > before + 1) {
                missing.add(
                        "merge parts: of recording "
                                + info.id()
                                + " the parts "
                                + (before + 1)
                                + " to "
                                + (after - 1)
                                + " are missing");
            }
        }
        return missing;
    }

    @Override
    public void close() {
        parts.forEach(TraceReader::close);
    }
}
