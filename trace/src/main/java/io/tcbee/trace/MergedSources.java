package io.tcbee.trace;

import java.lang.foreign.MemorySegment;

/**
 * Several walks as one, in order of time; of equal times the earlier walk first. Each walk may run
 * on a clock that is behind by so many ns. A handful of walks: the next is found by looking at all.
 */
final class MergedSources implements EventCursor {
    private final EventCursor[] walks;
    private final long[] behindNs;
    private final boolean[] over;
    private boolean begun;
    private int current = -1;

    MergedSources(EventCursor[] walks, long[] behindNs) {
        this.walks = walks.clone();
        this.behindNs = behindNs.clone();
        over = new boolean[walks.length];
    }

    @Override
    public boolean next() {
        if (!begun) {
            begun = true;
            for (int i = 0; i < walks.length; i++) {
                over[i] = !walks[i].next();
            }
        } else if (current >= 0) {
            over[current] = !walks[current].next();
        }
        current = earliest();
        return current >= 0;
    }

    private int earliest() {
        int best = -1;
        for (int i = 0; i < walks.length; i++) {
            if (!over[i] && (best < 0 || timeNs(i) < timeNs(best))) {
                best = i;
            }
        }
        return best;
    }

    private long timeNs(int walk) {
        return walks[walk].timeNs() + behindNs[walk];
    }

    /** Which walk the current event is of. */
    int walk() {
        return current;
    }

    @Override
    public MemorySegment segment() {
        return walks[current].segment();
    }

    @Override
    public long at() {
        return walks[current].at();
    }

    @Override
    public int type() {
        return walks[current].type();
    }

    /** On the common clock. */
    @Override
    public long timeNs() {
        return timeNs(current);
    }
}
