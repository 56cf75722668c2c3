package io.tcbee.trace;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** Puts offsets in order of their times; equal times keep their order. */
final class TimeOrder {
    /** Beyond so many moves per event the input is not nearly sorted. */
    private static final long MOVES_PER_EVENT = 32;

    private TimeOrder() {}

    /**
     * The first {@code count} offsets in order of time; both arrays are used up.
     *
     * <p>An insertion sort moves each event once per event that it was nested in, so it is linear
     * here; a merge sort takes over if it is not.
     */
    static int[] sort(long[] times, int[] offsets, int count) {
        long budget = MOVES_PER_EVENT * count;
        for (int i = 1; i < count && budget >= 0; i++) {
            long time = times[i];
            int offset = offsets[i];
            int hole = i;
            while (hole > 0 && times[hole - 1] > time) {
                times[hole] = times[hole - 1];
                offsets[hole] = offsets[hole - 1];
                hole--;
            }
            times[hole] = time;
            offsets[hole] = offset;
            budget -= i - hole;
        }
        return budget >= 0 ? Arrays.copyOf(offsets, count) : mergeSort(times, offsets, count);
    }

    private static int[] mergeSort(long[] times, int[] offsets, int count) {
        return IntStream.range(0, count)
                .boxed()
                .sorted(Comparator.comparingLong(i -> times[i]))
                .mapToInt(i -> offsets[i])
                .toArray();
    }
}
