package io.tcbee.store.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tcbee.store.Points;
import io.tcbee.store.Reduction;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ReductionTest {

    @Test
    void fourPointsOfAColumnAreKeptInOrderOfTime() {
        long[] times = {0, 1, 2, 3, 4, 5};
        double[] values = {3, 9, 4, 1, 5, 2};
        Points points = Reduction.of(times, values, 6, 0, 5, 1);
        assertArrayEquals(new long[] {0, 1, 3, 5}, points.timesNs());
        assertArrayEquals(new double[] {3, 9, 1, 2}, points.values());
        assertEquals(6, points.total());
        assertTrue(points.reduced());
    }

    @Test
    void fewPointsAreLeftAlone() {
        long[] times = {0, 1, 2, 3};
        double[] values = {3, 3, 3, 3};
        Points points = Reduction.of(times, values, 4, 0, 3, 1);
        assertArrayEquals(times, points.timesNs());
        assertFalse(points.reduced());
    }

    @Test
    void aFlatColumnKeepsItsEnds() {
        long[] times = {0, 1, 2, 3, 4, 5};
        Points points = Reduction.of(times, new double[6], 6, 0, 5, 1);
        assertArrayEquals(new long[] {0, 5}, points.timesNs());
    }

    @Test
    void ofEqualExtremesTheEarliestIsKept() {
        long[] times = {0, 1, 2, 3, 4, 5};
        double[] values = {1, 7, 7, 0, 0, 1};
        Points points = Reduction.of(times, values, 6, 0, 5, 1);
        assertArrayEquals(new long[] {0, 1, 3, 5}, points.timesNs());
    }

    @Test
    void theWidestRangeIsARange() {
        long[] times = {0, 1, 2, 3, 4, 5};
        double[] values = {1, 7, 7, 0, 0, 1};
        Points points = Reduction.of(times, values, 6, Long.MIN_VALUE, Long.MAX_VALUE, 1);
        assertArrayEquals(new long[] {0, 1, 3, 5}, points.timesNs());
    }

    @Test
    void aRangeThatEndsBeforeItBeginsIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new Reduction(1, 0, 1));
        assertThrows(IllegalArgumentException.class, () -> new Reduction(0, 1, 0));
    }

    @Test
    void itIsTheRule() {
        long seed = 7;
        Random random = new Random(seed);
        for (int trial = 0; trial < 2_000; trial++) {
            int n = random.nextInt(200);
            long step = 1L << random.nextInt(55);
            long[] times = new long[n];
            long[] values = new long[n];
            long time = random.nextLong(-step, step);
            for (int i = 0; i < n; i++) {
                time += random.nextInt(3) == 0 ? 0 : random.nextLong(step);
                times[i] = time;
                values[i] = random.nextLong(20) - 10;
            }
            long from = random.nextLong(-2 * step, 2 * step);
            long to = from + random.nextLong(Long.MAX_VALUE - 2 * Math.abs(from)) % (300 * step);
            to = Math.max(from, to);
            int columns = 1 + random.nextInt(30);
            BruteForce expected = BruteForce.reduce(times, values, from, to, columns);
            double[] doubles = Arrays.stream(values).asDoubleStream().toArray();
            Points points = Reduction.of(times, doubles, n, from, to, columns);
            String what = "seed %d trial %d".formatted(seed, trial);
            assertArrayEquals(expected.times(), points.timesNs(), what);
            assertArrayEquals(expected.values(), points.values(), what);
            assertEquals(expected.total(), points.total(), what);
        }
    }
}
