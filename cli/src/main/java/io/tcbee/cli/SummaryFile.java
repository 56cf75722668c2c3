package io.tcbee.cli;

import io.avaje.json.JsonWriter;
import io.avaje.json.stream.JsonStream;
import io.tcbee.model.TcbeeException;
import io.tcbee.record.Group;
import io.tcbee.record.Limits;
import io.tcbee.record.Owner;
import io.tcbee.record.RecordOptions;
import io.tcbee.record.RecordSummary;
import io.tcbee.record.Recorder;
import io.tcbee.record.Service;
import io.tcbee.trace.Hook;
import io.tcbee.trace.HookCounts;
import io.tcbee.trace.TraceInfo;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a recording came to, as JSON for programs. Names are never taken away, only added; a limit
 * that was not set is absent.
 */
final class SummaryFile {
    private static final long SECOND_NS = 1_000_000_000L;

    private SummaryFile() {}

    /**
     * Writes it; replaced if it exists.
     *
     * @throws TcbeeException if it cannot be written
     */
    static void write(Path file, RecordOptions options, Recorder recorder, RecordSummary summary) {
        Map<String, Object> all = about(recorder.info());
        all.putAll(totals(summary));
        all.put("hooks", hooks(recorder.services(), summary.counts()));
        all.put("missing", missing(recorder.services()));
        all.put("options", options(options));
        JsonStream json = JsonStream.builder().serializeEmpty(true).build();
        try (Writer out = Files.newBufferedWriter(file);
                JsonWriter writer = json.writer(out)) {
            writer.pretty(true);
            writer.jsonValue(all);
            writer.writeNewLine();
        } catch (IOException e) {
            throw new TcbeeException("write " + file + ": " + e.getMessage(), e);
        }
        Owner.giveToCaller(file);
    }

    private static Map<String, Object> about(TraceInfo info) {
        Map<String, Object> about = new LinkedHashMap<>();
        long realtimeNs = info.start().realtimeNs();
        about.put("recording", info.id().toString());
        about.put("recorder", info.recorder());
        about.put("host", info.host());
        about.put("kernel", info.kernel());
        about.put("cpus", info.cpus());
        about.put(
                "start",
                Instant.ofEpochSecond(realtimeNs / SECOND_NS, realtimeNs % SECOND_NS).toString());
        about.put("filters", info.filters());
        return about;
    }

    private static Map<String, Object> totals(RecordSummary summary) {
        Map<String, Object> totals = new LinkedHashMap<>();
        totals.put("duration_ns", summary.duration().toNanos());
        totals.put("end", summary.end().text());
        totals.put("events", summary.stored());
        totals.put("lost", summary.lost());
        totals.put("left_out", summary.leftOut());
        totals.put("counted", summary.counted());
        totals.put("exact", summary.exact());
        totals.put("filtered", sum(summary.counts(), HookCounts::filtered));
        totals.put("seen", sum(summary.counts(), HookCounts::seen));
        totals.put("recursion_misses", summary.recursionMisses());
        totals.put("bytes", summary.bytes());
        totals.put("parts", summary.parts());
        totals.put("files", summary.files().stream().map(Path::toString).toList());
        return totals;
    }

    private static long sum(
            List<HookCounts> counts, java.util.function.ToLongFunction<HookCounts> of) {
        return counts.stream().mapToLong(of).sum();
    }

    private static List<Object> hooks(List<Service> services, List<HookCounts> counts) {
        List<Object> hooks = new ArrayList<>();
        for (Service service : services) {
            for (Hook hook : service.hooks()) {
                List<HookCounts> own =
                        counts.stream().filter(count -> count.hook() == hook.id()).toList();
                Map<String, Object> row = new LinkedHashMap<>();
                row.put("group", service.group().text());
                row.put("program", hook.name());
                row.put("attached_as", hook.attachedAs());
                row.put("why_not_better", hook.note());
                row.put("recursion_misses", sum(own, HookCounts::recursionMisses));
                row.put("by_cpu", own.stream().map(SummaryFile::cpu).toList());
                hooks.add(row);
            }
        }
        return hooks;
    }

    private static Map<String, Object> cpu(HookCounts count) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("cpu", count.cpu());
        row.put("seen", count.seen());
        row.put("filtered", count.filtered());
        row.put("events", count.events());
        row.put("lost", count.lost());
        return row;
    }

    private static List<Object> missing(List<Service> services) {
        List<Object> missing = new ArrayList<>();
        for (Service service : services) {
            for (String reason : service.missing()) {
                Map<String, Object> row = new LinkedHashMap<>();
                row.put("group", service.group().text());
                row.put("reason", reason);
                missing.add(row);
            }
        }
        return missing;
    }

    private static Map<String, Object> options(RecordOptions options) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("interfaces", options.interfaces());
        row.put("output", options.output().toString());
        row.put("groups", options.groups().stream().map(Group::text).toList());
        row.put("ingress", options.ingressHook().name().toLowerCase(java.util.Locale.ROOT));
        row.put("ring_bytes", options.ringBytes());
        Limits limits = options.limits();
        if (!limits.duration().equals(Duration.ZERO)) {
            row.put("duration_ns", limits.duration().toNanos());
        }
        put(row, "max_size_bytes", limits.maxBytes());
        put(row, "max_events", limits.maxEvents());
        put(row, "rotate_bytes", limits.rotateBytes());
        put(row, "keep", limits.keep());
        return row;
    }

    private static void put(Map<String, Object> row, String name, long limit) {
        if (limit != 0) {
            row.put(name, limit);
        }
    }
}
