package io.tcbee.store.backend;

import io.tcbee.store.Points;
import io.tcbee.store.SeriesKey;
import java.util.LinkedHashMap;

/**
 * Series that were read whole, so that the next zoom reads memory; the least recently used ones go
 * first. What was committed never changes, so nothing that is kept grows old. Any thread.
 */
public final class SeriesCache {
    private static final int KEPT_WHOLE = 2_000_000;

    /** Points kept in all; 16 bytes each. */
    private static final long BUDGET = 6_000_000;

    private final LinkedHashMap<SeriesKey, Points> kept = new LinkedHashMap<>(16, 0.75f, true);
    private long keptPoints;

    /** Whether a series of so many points is worth keeping. */
    public boolean keeps(long points) {
        return points <= KEPT_WHOLE;
    }

    /** All points of the series, or null. */
    public synchronized Points get(SeriesKey key) {
        return kept.get(key);
    }

    public synchronized void put(SeriesKey key, Points all) {
        if (all.size() == 0 || kept.putIfAbsent(key, all) != null) {
            return;
        }
        keptPoints += all.size();
        // The one that was just added is the youngest, and smaller than the budget.
        var oldest = kept.values().iterator();
        while (keptPoints > BUDGET) {
            keptPoints -= oldest.next().size();
            oldest.remove();
        }
    }

    public synchronized void remove(SeriesKey key) {
        Points removed = kept.remove(key);
        keptPoints -= removed == null ? 0 : removed.size();
    }
}
