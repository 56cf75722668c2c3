package io.tcbee.trace;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * All events of a file in order of time; of equal times the lower CPU first, then as in the file.
 *
 * <p>Every chunk is a run in order of time, and waits until the walk reaches its least time: so at
 * most one chunk per CPU is open as a rule, and chunks of one CPU that overlap cost nothing but one
 * more run. The open runs are the leaves of a loser tree (Knuth, The Art of Computer Programming,
 * volume 3, section 5.4.1): one comparison per level and event.
 */
final class MergedEvents implements EventCursor {
    private static final int FIRST_CAPACITY = 8;

    private final TraceFile file;
    private final int[] rows;
    private final int[] leastLengths;
    private int nextRow;

    /** When the next chunk is due; {@link Long#MAX_VALUE} if none is left. */
    private long nextRowNs;

    private EventRun[] runs = new EventRun[FIRST_CAPACITY];
    private long[] times = new long[FIRST_CAPACITY];
    private int size;

    /** The runs that lost at each inner node, from node 1 on; run {@code i} is node size + i. */
    private int[] losers = new int[FIRST_CAPACITY];

    private int winner;
    private EventRun current;

    /**
     * @param rows the chunks of events in order of their least time, then position
     */
    MergedEvents(TraceFile file, int[] rows, int[] leastLengths) {
        this.file = file;
        this.rows = rows;
        this.leastLengths = leastLengths;
        nextRowNs = dueNs();
    }

    @Override
    public boolean next() {
        EventRun run = current;
        if (run == null) {
            return openDue();
        }
        if (run.advance()) {
            times[winner] = run.timeNs;
            replay();
        } else {
            size--;
            runs[winner] = runs[size];
            times[winner] = times[size];
            runs[size] = null;
            build();
        }
        return (size > 0 && times[winner] < nextRowNs) ? select() : openDue();
    }

    private boolean select() {
        current = runs[winner];
        return true;
    }

    /** Opens the chunks that begin no later than the earliest event; false if there is none. */
    private boolean openDue() {
        while (nextRow < rows.length && (size == 0 || nextRowNs <= times[winner])) {
            int row = rows[nextRow++];
            nextRowNs = dueNs();
            if (file.usable(row)) {
                open(new EventRun(file, file.index().position(row), leastLengths));
            }
        }
        current = size == 0 ? null : runs[winner];
        return current != null;
    }

    private long dueNs() {
        return nextRow < rows.length ? file.index().minTimeNs(rows[nextRow]) : Long.MAX_VALUE;
    }

    private void open(EventRun run) {
        if (!run.advance()) {
            return;
        }
        if (size == runs.length) {
            runs = Arrays.copyOf(runs, 2 * size);
            times = Arrays.copyOf(times, 2 * size);
            losers = new int[2 * size];
        }
        runs[size] = run;
        times[size] = run.timeNs;
        size++;
        build();
    }

    /** Plays all nodes again after the set of runs has changed. */
    private void build() {
        winner = size < 2 ? 0 : play(1);
    }

    private int play(int node) {
        if (node >= size) {
            return node - size;
        }
        int left = play(2 * node);
        int right = play(2 * node + 1);
        boolean leftWins = before(left, right);
        losers[node] = leftWins ? right : left;
        return leftWins ? left : right;
    }

    /** Plays the nodes above the winner, whose time has changed. */
    private void replay() {
        int best = winner;
        for (int node = (best + size) >>> 1; node > 0; node >>>= 1) {
            int rival = losers[node];
            if (before(rival, best)) {
                losers[node] = best;
                best = rival;
            }
        }
        winner = best;
    }

    private boolean before(int a, int b) {
        long timeA = times[a];
        long timeB = times[b];
        return timeA < timeB || (timeA == timeB && tieBefore(runs[a], runs[b]));
    }

    private static boolean tieBefore(EventRun a, EventRun b) {
        return a.cpu != b.cpu ? a.cpu < b.cpu : a.at < b.at;
    }

    @Override
    public MemorySegment segment() {
        return file.bytes();
    }

    @Override
    public boolean stays() {
        return true;
    }

    @Override
    public long at() {
        return current.at;
    }

    @Override
    public int type() {
        return current.type;
    }

    @Override
    public long timeNs() {
        return current.timeNs;
    }
}
