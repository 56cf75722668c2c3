package io.tcbee.trace;

import io.tcbee.model.EventHeader;
import io.tcbee.model.EventType;
import io.tcbee.model.Field;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Reads one trace file, whole or cut off.
 *
 * <p>Any thread may ask; each {@link EventCursor} belongs to one thread. {@link #close} ends the
 * life of all cursors and their segments.
 */
public final class TraceReader implements EventSource {
    private static final int MOST_TYPES = 1 << 16;

    private final TraceFile file;
    private final TraceInfo info;
    private final List<ClockPair> clocks = new ArrayList<>();
    private final List<LossReport> losses = new ArrayList<>();
    private final List<ConnectionLoss> connectionLosses = new ArrayList<>();
    private final List<Code> codes = new ArrayList<>();
    private final List<HookCounts> counts;
    private final int[] eventRows;
    private final int[] leastLengths;

    private TraceReader(TraceFile file) {
        this.file = file;
        info = readHead();
        codes.addAll(info.codes());
        readNotes();
        counts = readCounts();
        eventRows = eventRows(file.index());
        leastLengths = leastLengths(info.eventTypes());
    }

    /** Whether a file begins as a trace does; false if it cannot be read. */
    public static boolean isTrace(Path path) {
        if (!Files.isRegularFile(path)) {
            return false;
        }
        try (InputStream in = Files.newInputStream(path)) {
            byte[] first = in.readNBytes(Long.BYTES);
            return first.length == Long.BYTES
                    && MemorySegment.ofArray(first).get(TraceFormat.U64, 0) == TraceFormat.MAGIC;
        } catch (IOException _) {
            return false;
        }
    }

    /**
     * Opens {@code path} as it is now; what is appended later is not seen.
     *
     * @throws TraceFormatException if it is no trace, of a newer format, or its head is damaged
     * @throws TraceIoException if it cannot be read
     */
    public static TraceReader open(Path path) {
        TraceFile file = new TraceFile(path);
        try {
            return new TraceReader(file);
        } catch (RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private TraceInfo readHead() {
        ChunkIndex index = file.index();
        boolean there =
                index.size() > 0
                        && index.type(0) == TraceFormat.HEAD
                        && index.position(0) == TraceFormat.PROLOGUE
                        && file.usable(0);
        if (!there) {
            List<String> damages = file.damages();
            String found = damages.isEmpty() ? "none" : damages.getFirst();
            throw file.damaged("damaged head", TraceFormat.PROLOGUE, "a whole head", found);
        }
        try {
            return Head.decode(file.payloadBytes(index.position(0)));
        } catch (IllegalArgumentException e) {
            throw file.damaged("damaged head", TraceFormat.PROLOGUE, e.getMessage(), "another");
        }
    }

    private void readNotes() {
        ChunkIndex index = file.index();
        for (int row = 0; row < index.size(); row++) {
            int type = index.type(row);
            boolean note =
                    type == TraceFormat.CLOCK
                            || type == TraceFormat.LOSS
                            || type == TraceFormat.CONNECTION_LOSS
                            || type == TraceFormat.NAMES;
            if (!note || !file.usable(row)) {
                continue;
            }
            long at = index.position(row);
            try {
                readNote(type, file.payload(at));
            } catch (NumberFormatException e) {
                file.damage("damaged chunk", at, "lines of codes", e.getMessage());
            } catch (IndexOutOfBoundsException e) {
                file.damage("damaged chunk", at, "a longer payload", e.getMessage());
            }
        }
    }

    private void readNote(int type, MemorySegment payload) {
        switch (type) {
            case TraceFormat.CLOCK -> clocks.add(Notes.clock(payload));
            case TraceFormat.LOSS -> losses.add(Notes.loss(payload));
            case TraceFormat.CONNECTION_LOSS ->
                    connectionLosses.addAll(Notes.connectionLosses(payload));
            default -> codes.addAll(Head.decodeCodes(payload.toArray(ValueLayout.JAVA_BYTE)));
        }
    }

    private List<HookCounts> readCounts() {
        try {
            return file.footer() == null ? List.of() : Footer.counts(file.footer());
        } catch (IndexOutOfBoundsException e) {
            long at = file.index().position(file.index().size() - 1);
            file.damage("damaged footer", at, "a longer payload", e.getMessage());
            return List.of();
        }
    }

    private static int[] eventRows(ChunkIndex index) {
        return IntStream.range(0, index.size())
                .filter(row -> index.type(row) == TraceFormat.EVENTS && index.events(row) != 0)
                .boxed()
                .sorted(Comparator.comparingLong(index::minTimeNs))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /** A run of bytes that ends an event may be recorded in part, all else is there. */
    private static int[] leastLengths(List<EventType> types) {
        int[] lengths = new int[0];
        for (EventType type : types) {
            if (type.id() < 0 || type.id() >= MOST_TYPES || type.fields().isEmpty()) {
                continue;
            }
            if (type.id() >= lengths.length) {
                int known = lengths.length;
                lengths = Arrays.copyOf(lengths, type.id() + 1);
                Arrays.fill(lengths, known, lengths.length, EventHeader.SIZE);
            }
            Field last = type.fields().getLast();
            boolean cuttable = last.kind() == Field.Kind.BYTES;
            int least = cuttable ? (int) last.offset() : type.size();
            lengths[type.id()] = Math.max(least, EventHeader.SIZE);
        }
        return lengths;
    }

    @Override
    public TraceInfo info() {
        return info;
    }

    /**
     * {@code field} of {@code eventType} with the offset that this file uses, or null if it has
     * none of that name. It is {@code field} itself where the file agrees with this version.
     */
    @Override
    public Field resolve(int eventType, Field field) {
        for (EventType type : info.eventTypes()) {
            if (type.id() == eventType) {
                Field own = type.field(field.name());
                return own == null || isRun(own) != isRun(field)
                        ? null
                        : own.equals(field) ? field : own;
            }
        }
        return null;
    }

    private static boolean isRun(Field field) {
        return field.kind() == Field.Kind.BYTES || field.kind() == Field.Kind.TEXT;
    }

    /**
     * A new walk over all events in order of time; of equal times the lower CPU first, then as in
     * the file.
     *
     * <p>Each event is wholly there as the file's own table describes it, but for a run of bytes at
     * its end, of which {@code event_header.length} tells how much was recorded. Events of a type
     * that the table does not have are handed over too.
     */
    @Override
    public EventCursor events() {
        return new MergedEvents(file, eventRows, leastLengths);
    }

    /** Events in the readable chunks; those of a chunk count until it is found damaged. */
    @Override
    public long eventCount() {
        long count = -file.unusableEvents();
        for (int row : eventRows) {
            count += Integer.toUnsignedLong(file.index().events(row));
        }
        return count;
    }

    public List<ClockPair> clocks() {
        return List.copyOf(clocks);
    }

    @Override
    public List<LossReport> losses() {
        return List.copyOf(losses);
    }

    /** Whose events were lost, as far as the recorder could tell. */
    @Override
    public List<ConnectionLoss> connectionLosses() {
        return List.copyOf(connectionLosses);
    }

    /** What numbers mean on the recording kernel: those of the head, then those met later. */
    public List<Code> codes() {
        return List.copyOf(codes);
    }

    /** The recorder's final counters; empty if the trace was cut off. */
    @Override
    public List<HookCounts> counts() {
        return counts;
    }

    /** Whether the footer is there. */
    @Override
    public boolean complete() {
        return file.footer() != null;
    }

    /**
     * What could not be read, one sentence each with offset; empty if nothing.
     *
     * <p>A chunk of events is checked when a cursor first comes to it, or by {@link #verify}.
     */
    @Override
    public List<String> damages() {
        return file.damages();
    }

    /**
     * The events of each chunk that was found damaged so far, of the time that its header says; a
     * chunk whose header is damaged says nothing, and is in {@link #damages} only.
     */
    @Override
    public List<LossReport> unreadable() {
        List<LossReport> reports = new ArrayList<>();
        ChunkIndex index = file.index();
        for (int row : eventRows) {
            if (file.bad(row)) {
                long events = Integer.toUnsignedLong(index.events(row));
                reports.add(
                        new LossReport(
                                index.minTimeNs(row),
                                index.maxTimeNs(row),
                                List.of(
                                        new LossReport.Loss(
                                                LossReport.BY_DAMAGE, index.cpu(row), events))));
            }
        }
        return reports;
    }

    /** Checks every chunk now; {@link #damages} and {@link #eventCount} are final afterwards. */
    public void verify() {
        for (int row = 0; row < file.index().size(); row++) {
            file.usable(row);
        }
    }

    @Override
    public void close() {
        file.close();
    }
}
