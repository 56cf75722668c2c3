package io.tcbee.store.duckdb;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tcbee.store.Points;
import io.tcbee.store.Reduction;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Compared with {@link Reduction} over all points, whose own test is in {@code store}. */
class OverviewTest {
    private static final int POINTS = 3_000_000;
    private static final int COLUMNS = 1500;

    private final long[] times = new long[POINTS];
    private final double[] values = new double[POINTS];
    private final Overview overview = new Overview();

    OverviewTest() {
        Random random = new Random(7);
        double value = 0;
        for (int i = 0; i < POINTS; i++) {
            times[i] = i / 3 * 30L; // three of each time
            value += random.nextInt(65) - 32;
            values[i] = value;
        }
    }

    private Points read(long from, long to) throws SQLException {
        return overview.read(
                from,
                to,
                COLUMNS,
                (first, last) -> {
                    int begin = at(first);
                    int end = at(last + 1);
                    return new Loaded(
                            Arrays.copyOfRange(times, begin, end),
                            Arrays.copyOfRange(values, begin, end),
                            end - begin);
                });
    }

    /** The first point of {@code timeNs} or later. */
    private static int at(long timeNs) {
        return Math.clamp(Math.ceilDiv(timeNs, 30L) * 3, 0, POINTS);
    }

    private void add(int from, int to) {
        for (int i = from; i < to; i += 2000) {
            int end = Math.min(to, i + 2000);
            overview.add(
                    Arrays.copyOfRange(times, i, end), Arrays.copyOfRange(values, i, end), end - i);
        }
    }

    @Test
    void fewPointsAreReadExactly() throws SQLException {
        add(0, POINTS);
        assertTrue(overview.finish());
        for (long from : new long[] {-5, 0, 1_000_001, 29_950_000}) {
            long to = from + 900_000;
            Points expected = Reduction.of(times, values, POINTS, from, to, COLUMNS);
            Points points = read(from, to);
            assertArrayEquals(expected.timesNs(), points.timesNs());
            assertArrayEquals(expected.values(), points.values());
            assertEquals(expected.total(), points.total());
        }
    }

    @Test
    void manyPointsKeepTheirNumberAndTheirExtremes() throws SQLException {
        add(0, POINTS);
        assertTrue(overview.finish());
        for (long[] range : new long[][] {{0, 30_000_000}, {77, 25_000_003}, {5_000, 4_000_000}}) {
            Points expected = Reduction.of(times, values, POINTS, range[0], range[1], COLUMNS);
            Points points = read(range[0], range[1]);
            assertEquals(expected.total(), points.total());
            assertEquals(least(expected), least(points));
            assertEquals(-least(negative(expected)), -least(negative(points)));
            assertTrue(points.size() <= 4 * COLUMNS + 2);
            assertEquals(expected.timesNs()[0], points.timesNs()[0]);
            for (int i = 0; i < points.size(); i++) {
                int first = at(points.timesNs()[i]);
                double value = points.values()[i];
                assertTrue(
                        values[first] == value
                                || values[first + 1] == value
                                || values[first + 2] == value,
                        "a point of the series");
            }
        }
    }

    @Test
    void partsMayComeInAnyOrder() throws SQLException {
        add(POINTS / 2, POINTS);
        add(0, POINTS / 2);
        assertTrue(overview.finish());
        Points expected = Reduction.of(times, values, POINTS, 14_900_000, 15_300_000, COLUMNS);
        assertArrayEquals(expected.values(), read(14_900_000, 15_300_000).values());
    }

    @Test
    void aPartThatBelongsBetweenTwoOthersMayComeLast() {
        // 1002 is no multiple of a node's points: its last node is not full.
        add(0, 1002);
        add(5001, 9000);
        add(1002, 5001);
        assertTrue(overview.finish());
    }

    @Test
    void partsThatOverlapAreRefused() {
        add(0, 2000);
        add(1000, 3000);
        assertFalse(overview.finish());
    }

    private static double least(Points points) {
        return Arrays.stream(points.values()).min().orElseThrow();
    }

    private static Points negative(Points points) {
        return new Points(
                points.timesNs(), Arrays.stream(points.values()).map(v -> -v).toArray(), 0);
    }
}
