package io.tcbee.store;

import io.tcbee.model.Series;

/**
 * What a store has of one series.
 *
 * @param count points
 * @param firstNs time of the first point, ns since the start of the run
 * @param lastNs time of the last one
 */
public record SeriesInfo(
        SeriesKey key,
        Series series,
        long count,
        long firstNs,
        long lastNs,
        double min,
        double max) {}
