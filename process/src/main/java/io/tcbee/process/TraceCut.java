package io.tcbee.process;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.tcbee.model.EventHeader;
import io.tcbee.model.SocketEvent;
import io.tcbee.model.TcpDestroySock;
import io.tcbee.trace.ClockPair;
import io.tcbee.trace.ConnectionLoss;
import io.tcbee.trace.EventCopier;
import io.tcbee.trace.EventCursor;
import io.tcbee.trace.LossReport;
import io.tcbee.trace.TraceInfo;
import io.tcbee.trace.TraceReader;
import io.tcbee.trace.TraceWriter;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Chosen events of a trace as a trace of their own.
 *
 * <p>Its times are those of the whole. Sockets that were told before the first chosen moment and
 * still live are told again at it, as at the begin of a part; without them the kernel's events
 * would have no connection. It has an id of its own, and says in its filters what it is of.
 */
public final class TraceCut {
    private static final int PROGRESS_EVENTS = 1 << 16;

    private final TraceReader trace;
    private final EventFilter filter;
    private final long fromNs;
    private final long toNs;
    private final Map<Long, byte[]> sockets = new LinkedHashMap<>();

    /**
     * @param fromNs since the trace's start
     * @param toNs since the trace's start; {@link Long#MAX_VALUE} is its end
     */
    public TraceCut(TraceReader trace, EventFilter filter, long fromNs, long toNs) {
        this.trace = trace;
        this.filter = filter;
        long startNs = trace.info().start().monotonicNs();
        this.fromNs = fromNs == Long.MIN_VALUE ? fromNs : startNs + fromNs;
        this.toNs = toNs == Long.MAX_VALUE ? toNs : startNs + toNs;
    }

    /**
     * Writes the chosen events to {@code out}.
     *
     * @param what was chosen, for the new trace's filters
     * @return events written
     * @throws ProcessException if the thread was interrupted
     */
    public long writeTo(Path out, String what, Progress progress) {
        if (filter.learns()) {
            filter.learn(trace.events());
        }
        try (TraceWriter writer = TraceWriter.create(out, info(what))) {
            long events = copy(writer, progress);
            notes(writer);
            writer.finish(List.of());
            return events;
        }
    }

    private TraceInfo info(String what) {
        TraceInfo of = trace.info();
        List<String> filters = new ArrayList<>(of.filters());
        filters.add("cut out of recording " + of.id() + ": " + what);
        byte[] name = (of.id() + " " + of.part() + " " + what).getBytes(StandardCharsets.UTF_8);
        return new TraceInfo(
                UUID.nameUUIDFromBytes(name),
                of.recorder(),
                of.host(),
                of.kernel(),
                of.cpus(),
                of.start(),
                of.interfaces(),
                filters,
                of.hooks(),
                of.eventTypes(),
                0,
                trace.codes());
    }

    private long copy(TraceWriter writer, Progress progress) {
        EventCopier copier = new EventCopier(writer);
        EventCursor events = trace.events();
        long seen = 0;
        long written = 0;
        boolean begun = false;
        while (events.next() && events.timeNs() < toNs) {
            if ((seen++ & (PROGRESS_EVENTS - 1)) == 0) {
                if (Thread.currentThread().isInterrupted()) {
                    throw new ProcessException("cut: interrupted");
                }
                progress.at(seen - 1, trace.eventCount());
            }
            if (filter.isBefore(events)) {
                note(events);
                continue;
            }
            if (!begun) {
                begun = true;
                written += tellSockets(copier);
            }
            boolean socket = events.type() == SocketEvent.TYPE.id();
            if (filter.takes(events) || (socket && filter.takesConnection(events))) {
                copier.copy(events, EventCopier.Patch.NONE);
                written++;
            }
        }
        copier.flush();
        progress.at(seen, seen);
        return written;
    }

    private void note(EventCursor events) {
        MemorySegment bytes = events.segment();
        long at = events.at();
        if (events.type() == SocketEvent.TYPE.id() && filter.takesConnection(events)) {
            long length = EventHeader.LENGTH.get(bytes, at);
            sockets.put(
                    EventHeader.COOKIE.get(bytes, at),
                    bytes.asSlice(at, length).toArray(JAVA_BYTE));
        } else if (events.type() == TcpDestroySock.TYPE.id()) {
            sockets.remove(EventHeader.COOKIE.get(bytes, at));
        }
    }

    private long tellSockets(EventCopier copier) {
        for (byte[] socket : sockets.values()) {
            copier.copy(MemorySegment.ofArray(socket), 0, fromNs, EventCopier.Patch.NONE);
        }
        return sockets.size();
    }

    private void notes(TraceWriter writer) {
        for (ClockPair pair : trace.clocks()) {
            if (pair.monotonicNs() >= fromNs && pair.monotonicNs() < toNs) {
                writer.clock(pair);
            }
        }
        List<LossReport> losses = new ArrayList<>(trace.losses());
        losses.addAll(trace.unreadable());
        for (LossReport loss : losses) {
            if (loss.toMonotonicNs() >= fromNs && loss.fromMonotonicNs() < toNs) {
                writer.loss(loss);
            }
        }
        List<ConnectionLoss> own = new ArrayList<>();
        for (ConnectionLoss loss : trace.connectionLosses()) {
            if (loss.toMonotonicNs() >= fromNs && loss.fromMonotonicNs() < toNs) {
                own.add(loss);
            }
        }
        writer.connectionLosses(own);
    }
}
