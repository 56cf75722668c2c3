package io.tcbee.record;

import io.tcbee.trace.ClockPair;
import io.tcbee.trace.Code;
import io.tcbee.trace.HookCounts;
import io.tcbee.trace.LossReport;
import io.tcbee.trace.TraceInfo;
import io.tcbee.trace.TraceWriter;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The trace of a recording: one file, or one part after the other, within its {@link Limits}.
 *
 * <p>A part that would grow beyond its size is completed, and the next one begins with the very
 * next record: at the border nothing is lost and nothing is twice. It is not completed before its
 * sockets are told in it, so a very small one may grow beyond its size. Where a limit of the whole
 * is reached, what comes afterwards is left out and counted. One thread.
 */
final class Parts implements AutoCloseable {
    /** Room that a part keeps for clock pairs and reports of losses, beside those of its hooks. */
    private static final long MARGIN = 4096;

    private final Path output;
    private final Limits limits;
    private final TraceInfo info;
    private final Kernel kernel;
    private final PartNames names;
    private final PartCounts counts = new PartCounts();
    private final LeftOut leftOut = new LeftOut();
    private final Deque<Path> kept = new ArrayDeque<>();
    private final List<Code> met = new ArrayList<>();
    private final int countRows;
    private Snapshot snapshot = Snapshot.NONE;
    private TraceWriter writer;
    private int number;
    private boolean snapshotOver;
    private boolean told;
    private long bytesBefore;
    private long eventsBefore;
    private End reached;

    private Parts(RecordOptions options, TraceInfo info, Kernel kernel) {
        this.output = options.output();
        this.limits = options.limits();
        this.info = info;
        this.kernel = kernel;
        this.names = new PartNames(output);
        this.countRows = info.hooks().size() * info.cpus();
    }

    /**
     * Makes the file, or the first part; older parts of the same name are deleted then.
     *
     * @throws RecordException if the limits are too small for this machine
     */
    static Parts create(RecordOptions options, TraceInfo info, Kernel kernel) {
        Parts parts = new Parts(options, info, kernel);
        parts.open(info.start());
        parts.requireRoom();
        if (parts.limits.rotates()) {
            parts.deleteOlder();
        }
        return parts;
    }

    /** Head and footer grow with the hooks and CPUs. */
    private void requireRoom() {
        if (room() < Limits.LEAST_BYTES / 4) {
            close();
            kept.forEach(Parts::delete);
            throw new RecordException(
                    "record to "
                            + output
                            + ": a file of "
                            + (limits.rotates() ? limits.rotateBytes() : limits.maxBytes())
                            + " bytes has no room beside its head and footer, choose a larger one");
        }
    }

    private void open(ClockPair start) {
        Path file = output;
        TraceInfo about = info;
        if (limits.rotates()) {
            number++;
            makeRoom();
            file = names.part(number);
            about = info.part(number, start);
        }
        writer = TraceWriter.create(file, about);
        kept.add(file);
        Owner.giveToCaller(file);
        writer.clock(start);
        if (!met.isEmpty()) {
            writer.names(met);
        }
    }

    /** Before a part is made, so that the disk never holds more than those that are kept. */
    private void makeRoom() {
        while (limits.keep() != 0 && kept.size() >= limits.keep()) {
            delete(kept.removeFirst());
        }
    }

    private void deleteOlder() {
        try {
            for (Path file : names.existing()) {
                if (!kept.contains(file)) {
                    delete(file);
                }
            }
        } catch (IOException e) {
            throw new RecordException("find older parts of " + output + ": " + e.getMessage(), e);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new RecordException("delete " + file + ": " + e.getMessage(), e);
        }
    }

    /** Begins to record the sockets that there are, into the part that is open. */
    Snapshot snapshot() {
        snapshot = Snapshot.begin(kernel);
        snapshotOver = false;
        told = false;
        return snapshot;
    }

    /**
     * Every ring was drained once: what a snapshot that was over before has told is in the file.
     */
    void drained() {
        if (!told) {
            told = snapshotOver;
            snapshotOver = snapshot.isOver();
        }
    }

    /** Whether a snapshot's events may still lie in the rings. */
    boolean awaitsSockets() {
        return !told;
    }

    /** Appends whole records of one CPU's ring, as far as the limits let it. */
    void records(int cpu, MemorySegment records) {
        long at = 0;
        while (at < records.byteSize() && reached == null) {
            MemorySegment rest = records.asSlice(at);
            long fits = fitting(rest);
            if (fits > 0) {
                writer.records(cpu, fits == rest.byteSize() ? rest : rest.asSlice(0, fits));
                at += fits;
            }
            if (at < records.byteSize()) {
                makeWay();
            }
        }
        if (reached == null && eventsLeft() <= 0) {
            reach(End.MAX_EVENTS);
        }
        if (at < records.byteSize()) {
            leftOut.add(cpu, TraceWriter.events(records.asSlice(at)));
        }
    }

    /** Bytes of whole records that the file and the limits have room for. */
    private long fitting(MemorySegment records) {
        long room = room();
        long events = eventsLeft();
        boolean surely =
                writer.needed(records.byteSize()) <= room
                        && records.byteSize() / TraceWriter.LEAST <= events;
        return surely ? records.byteSize() : writer.fitting(records, Math.max(0, room), events);
    }

    /** Bytes of records for which this file and the trace in all have room. */
    private long room() {
        long room = Long.MAX_VALUE;
        if (limits.rotates() && told) {
            room = limits.rotateBytes() - finishedBytes();
        }
        if (limits.maxBytes() != 0) {
            room = Math.min(room, limits.maxBytes() - bytesBefore - finishedBytes());
        }
        return room;
    }

    private long finishedBytes() {
        return writer.finishedBytes(countRows) + MARGIN + 32L * countRows;
    }

    private long eventsLeft() {
        return limits.maxEvents() == 0 ? Long.MAX_VALUE : limits.maxEvents() - events();
    }

    /** The next record does not fit: ends the recording, or begins the next part. */
    private void makeWay() {
        if (eventsLeft() <= 0) {
            reach(End.MAX_EVENTS);
        } else if (!limits.rotates() || wholeIsFull()) {
            reach(End.MAX_SIZE);
        } else {
            rotate();
        }
    }

    private void reach(End limit) {
        reached = limit;
        leftOut.begin(Clock.monotonicNs());
    }

    /** Whether another part would have no room for its own head, footer and some records. */
    private boolean wholeIsFull() {
        return limits.maxBytes() != 0
                && limits.maxBytes() - bytesBefore - writer.finishedBytes(countRows)
                        < Limits.LEAST_BYTES / 2;
    }

    private void rotate() {
        LossReport report = kernel.look(Clock.monotonicNs());
        if (report != null) {
            loss(report);
        }
        ClockPair now = Clock.pair();
        writer.clock(now);
        complete(kernel.counts());
        open(now);
        snapshot.await();
        snapshot();
    }

    private void complete(List<HookCounts> countsNow) {
        writer.finish(limits.rotates() ? counts.since(countsNow) : countsNow);
        writer.close();
        bytesBefore += writer.bytes();
        eventsBefore += writer.events();
    }

    /** Notes a clock pair. */
    void clock(ClockPair pair) {
        writer.clock(pair);
    }

    /** Notes what numbers mean that were met; each part has all of them. */
    void names(List<Code> codes) {
        met.addAll(codes);
        writer.names(codes);
    }

    /** Notes a loss, and whose events they were. */
    void loss(LossReport report) {
        writer.loss(report);
        writer.connectionLosses(kernel.lostConnections(report));
    }

    /** Brings all to the file. */
    void flush() {
        writer.flush();
    }

    /** Of all parts, those that were deleted included. */
    long bytes() {
        return writer.finished() ? bytesBefore : bytesBefore + writer.bytes();
    }

    /** Events stored, in all parts. */
    long events() {
        return writer.finished() ? eventsBefore : eventsBefore + writer.events();
    }

    /** Events that came after a limit was reached. */
    long leftOut() {
        return leftOut.events();
    }

    /** Parts made so far; 1 if it is one file. */
    int made() {
        return Math.max(1, number);
    }

    /** Those that are there, the oldest first. */
    List<Path> files() {
        return new ArrayList<>(kept);
    }

    /** The limit that ended the recording, or null. */
    End reached() {
        return reached;
    }

    /** Waits until no snapshot runs; before the programs are taken away. */
    void awaitSnapshot() {
        snapshot.await();
    }

    /** Completes the last part. */
    void finish(long nowNs, List<HookCounts> countsAtEnd) {
        LossReport report = leftOut.report(nowNs);
        if (report != null) {
            writer.loss(report);
        }
        complete(countsAtEnd);
    }

    @Override
    public void close() {
        try (Snapshot _ = snapshot) {
            writer.close();
        }
    }
}
