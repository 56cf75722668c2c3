package io.tcbee.trace;

import io.tcbee.model.EventHeader;
import io.tcbee.model.EventType;
import io.tcbee.model.Field;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;

/**
 * Several traces as one: parts of a recording, recordings of several hosts, or both.
 *
 * <p>Of one recording everything stays as it was. Of several the first one's clock counts, and the
 * others are moved to it by the wall clock at their starts. What only one host gives meaning to is
 * told apart by the recording's number n, from 0: cookie + n * 2^48, netns - n * 2^20, ifindex + n
 * * 2^20, cpu + those of the recordings before, and so the hooks. Closes its readers.
 */
public final class TraceMerge implements AutoCloseable {
    private static final int COOKIE_SHIFT = 48;
    private static final int SHIFT = 20;
    private static final int MOST_CPUS = 1 << 16;
    private static final int MOST = 256;

    private final List<TraceParts> recordings;
    private final int[] firstCpu;
    private final int[] firstHook;
    private final long[] behindNs;
    private final Place[] places;

    /** Where events of each type have what must be told apart; null where they have not. */
    private record Place(Field netns, Field ifindex) {}

    private TraceMerge(List<TraceParts> recordings) {
        this.recordings = recordings;
        int n = recordings.size();
        firstCpu = new int[n];
        firstHook = new int[n];
        behindNs = new long[n];
        ClockPair first = recordings.getFirst().info().start();
        for (int i = 0; i < n; i++) {
            TraceInfo info = recordings.get(i).info();
            ClockPair start = info.start();
            behindNs[i] =
                    (start.realtimeNs() - start.monotonicNs())
                            - (first.realtimeNs() - first.monotonicNs());
            if (i + 1 < n) {
                firstCpu[i + 1] = firstCpu[i] + info.cpus();
                int hooks = info.hooks().stream().mapToInt(Hook::id).max().orElse(-1) + 1;
                firstHook[i + 1] = firstHook[i] + hooks;
            }
        }
        int cpus = firstCpu[n - 1] + recordings.getLast().info().cpus();
        if (cpus > MOST_CPUS) {
            throw new TraceFormatException(
                    "merge: " + cpus + " CPUs together, more than " + MOST_CPUS + "; merge fewer");
        }
        places = places(recordings.getFirst().info().eventTypes());
    }

    /**
     * @param readers at least one; they belong to the merge then
     * @throws TraceFormatException if versions recorded them that lay events out differently
     */
    public static TraceMerge of(List<TraceReader> readers) {
        Map<UUID, List<TraceReader>> byRecording = new LinkedHashMap<>();
        for (TraceReader reader : readers) {
            byRecording.computeIfAbsent(reader.info().id(), _ -> new ArrayList<>()).add(reader);
        }
        List<TraceParts> recordings = byRecording.values().stream().map(TraceParts::of).toList();
        List<EventType> types = recordings.getFirst().info().eventTypes();
        for (TraceParts each : recordings) {
            if (!each.info().eventTypes().equals(types)) {
                throw new TraceFormatException(
                        "merge: recordings "
                                + recordings.getFirst().info().id()
                                + " and "
                                + each.info().id()
                                + " are of versions that lay events out differently");
            }
        }
        if (recordings.size() > MOST) {
            throw new TraceFormatException("merge: more than " + MOST + " recordings");
        }
        return new TraceMerge(recordings);
    }

    private static Place[] places(List<EventType> types) {
        int most = types.stream().mapToInt(EventType::id).max().orElse(0);
        Place[] places = new Place[most + 1];
        for (EventType type : types) {
            places[type.id()] = new Place(type.field("netns"), type.field("ifindex"));
        }
        return places;
    }

    /** The head of the merged trace. */
    public TraceInfo info() {
        if (recordings.size() == 1) {
            return recordings.getFirst().info();
        }
        TraceInfo first = recordings.getFirst().info();
        List<Interface> interfaces = new ArrayList<>();
        List<Hook> hooks = new ArrayList<>();
        List<String> filters = new ArrayList<>();
        Map<String, Code> codes = new LinkedHashMap<>();
        int cpus = 0;
        for (int i = 0; i < recordings.size(); i++) {
            TraceInfo info = recordings.get(i).info();
            cpus += info.cpus();
            for (Interface each : info.interfaces()) {
                interfaces.add(of(each, i));
            }
            for (Hook hook : info.hooks()) {
                int id = firstHook[i] + hook.id();
                String note = (info.host() + " " + hook.note()).strip();
                hooks.add(new Hook(id, hook.name(), hook.attachedAs(), note));
            }
            info.filters().forEach(filter -> filters.add(info.host() + ": " + filter));
            info.codes().forEach(code -> codes.putIfAbsent(code.kind() + code.value(), code));
        }
        return new TraceInfo(
                UUID.nameUUIDFromBytes(texts(TraceInfo::id).getBytes(StandardCharsets.UTF_8)),
                first.recorder(),
                texts(TraceInfo::host),
                texts(TraceInfo::kernel),
                cpus,
                first.start(),
                interfaces,
                filters,
                hooks,
                first.eventTypes(),
                0,
                List.copyOf(codes.values()));
    }

    private String texts(java.util.function.Function<TraceInfo, Object> of) {
        return recordings.stream()
                .map(each -> of.apply(each.info()).toString())
                .distinct()
                .collect(Collectors.joining(", "));
    }

    private static Interface of(Interface own, int recording) {
        return new Interface(
                own.ifindex() + (recording << SHIFT),
                own.name(),
                own.netns() - ((long) recording << SHIFT),
                own.link(),
                own.mtu());
    }

    /** Events that a walk comes to. */
    public long eventCount() {
        return recordings.stream().mapToLong(EventSource::eventCount).sum();
    }

    public List<String> damages() {
        return recordings.stream().flatMap(each -> each.damages().stream()).toList();
    }

    /**
     * Writes everything, and finishes the trace unless one of the traces was cut off.
     *
     * @param progress told of the events written so far, after each
     */
    public void writeTo(TraceWriter writer, LongConsumer progress) {
        EventCursor[] walks =
                recordings.stream().map(EventSource::events).toArray(EventCursor[]::new);
        MergedSources events = new MergedSources(walks, behindNs);
        EventCopier copier = new EventCopier(writer);
        EventCopier.Patch[] patches = new EventCopier.Patch[walks.length];
        for (int i = 0; i < patches.length; i++) {
            int recording = i;
            patches[i] = (bytes, at) -> patch(bytes, at, recording);
        }
        long count = 0;
        while (events.next()) {
            copier.copy(events, patches[events.walk()]);
            progress.accept(++count);
        }
        copier.flush();
        notes(writer);
        if (recordings.stream().allMatch(EventSource::complete)) {
            writer.finish(counts());
        }
    }

    private void patch(MemorySegment bytes, long at, int recording) {
        if (recording == 0) {
            return;
        }
        long cookie = EventHeader.COOKIE.get(bytes, at);
        if (cookie != 0) {
            long apart = cookie + ((long) recording << COOKIE_SHIFT);
            bytes.set(TraceFormat.U64, at + EventHeader.COOKIE.offset(), apart);
        }
        long cpu = EventHeader.CPU.get(bytes, at) + firstCpu[recording];
        bytes.set(TraceFormat.U16, at + EventHeader.CPU.offset(), (short) cpu);
        int type = (int) EventHeader.TYPE.get(bytes, at);
        Place place = type < places.length ? places[type] : null;
        if (place != null) {
            add(bytes, at, place.netns(), -(recording << SHIFT));
            add(bytes, at, place.ifindex(), recording << SHIFT);
        }
    }

    private static void add(MemorySegment bytes, long at, Field field, int difference) {
        if (field != null && field.get(bytes, at) != 0) {
            int value = (int) field.get(bytes, at) + difference;
            bytes.set(TraceFormat.U32, at + field.offset(), value);
        }
    }

    private void notes(TraceWriter writer) {
        for (int i = 0; i < recordings.size(); i++) {
            TraceParts recording = recordings.get(i);
            long behind = behindNs[i];
            for (ClockPair pair : recording.clocks()) {
                writer.clock(
                        new ClockPair(
                                pair.monotonicNs() + behind, pair.realtimeNs(), pair.bracketNs()));
            }
            for (LossReport report : recording.losses()) {
                writer.loss(moved(report, i));
            }
            for (LossReport report : recording.unreadable()) {
                writer.loss(moved(report, i));
            }
            List<ConnectionLoss> losses = new ArrayList<>();
            for (ConnectionLoss loss : recording.connectionLosses()) {
                losses.add(moved(loss, i));
            }
            writer.connectionLosses(losses);
        }
    }

    private LossReport moved(LossReport report, int recording) {
        return new LossReport(
                report.fromMonotonicNs() + behindNs[recording],
                report.toMonotonicNs() + behindNs[recording],
                report.losses().stream()
                        .map(loss ->
                                new LossReport.Loss(
                                        loss.hook() < 0
                                                ? loss.hook() // no hook's
                                                : loss.hook() + firstHook[recording],
                                        loss.cpu() + firstCpu[recording],
                                        loss.lost()))
                        .toList());
    }

    private ConnectionLoss moved(ConnectionLoss loss, int recording) {
        long cookie = loss.cookie();
        return new ConnectionLoss(
                loss.fromMonotonicNs() + behindNs[recording],
                loss.toMonotonicNs() + behindNs[recording],
                cookie == 0 ? 0 : cookie + ((long) recording << COOKIE_SHIFT),
                loss.local(),
                loss.remote(),
                loss.ifindex() == 0 ? 0 : loss.ifindex() + (recording << SHIFT),
                loss.lost());
    }

    private List<HookCounts> counts() {
        List<HookCounts> counts = new ArrayList<>();
        for (int i = 0; i < recordings.size(); i++) {
            for (HookCounts each : recordings.get(i).counts()) {
                counts.add(
                        new HookCounts(
                                each.hook() + firstHook[i],
                                each.cpu() + firstCpu[i],
                                each.seen(),
                                each.filtered(),
                                each.events(),
                                each.lost(),
                                each.recursionMisses()));
            }
        }
        return counts;
    }

    @Override
    public void close() {
        recordings.forEach(TraceParts::close);
    }
}
