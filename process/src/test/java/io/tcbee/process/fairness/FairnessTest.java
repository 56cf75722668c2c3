package io.tcbee.process.fairness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tcbee.process.fairness.Fairness.Flow;
import io.tcbee.process.fairness.Fairness.Result;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Jain's index, by hand. */
class FairnessTest {
    private static final long BIN = 100;

    /** One value for each bin, the first of which begins at {@code fromNs}. */
    private static Flow flow(long fromNs, double... values) {
        long[] ends = new long[values.length];
        Arrays.setAll(ends, i -> fromNs + BIN * (i + 1));
        return new Flow(ends, values, BIN);
    }

    @Test
    void theIndex() {
        assertEquals(1, Fairness.jain(5));
        assertEquals(1, Fairness.jain(1, 1, 1), 1e-12);
        assertEquals(1 / 3.0, Fairness.jain(1, 0, 0), 1e-12);
        assertEquals(64 / 72.0, Fairness.jain(4, 2, 2), 1e-12);
        assertTrue(Double.isNaN(Fairness.jain(0, 0)));
    }

    @Test
    void onlyThoseThatSendAllTheWindowLongAreCompared() {
        Result result =
                Fairness.of(
                        List.of(
                                flow(0, 8, 4, 4, 4),
                                flow(50, 9, 2, 2, 2, 2),
                                flow(100, 2, 2),
                                flow(900, 7)),
                        BIN,
                        0);

        assertEquals(3, result.windows().size());
        assertEquals(100, result.windows().getFirst().fromNs());
        // Half a bin of 9, half of 2.
        assertEquals(Fairness.jain(4, 5.5, 2), result.windows().getFirst().jain(), 1e-12);
        assertEquals(3, result.windows().getFirst().flows());
        assertEquals(2.75, result.windows().getFirst().spread(), 1e-12);
        assertEquals(Fairness.jain(4, 2, 2), result.windows().get(1).jain(), 1e-12);
        assertEquals(2, result.windows().get(2).flows());
        assertEquals(0.9, result.windows().get(2).jain(), 1e-12);
        assertEquals(64 / 72.0, result.windows().get(1).jain(), 1e-12);
    }

    @Test
    void itConvergesWhenItStaysFair() {
        Flow first = flow(0, 10, 5, 9, 5, 5, 5, 9);
        Flow second = flow(0, 1, 5, 1, 5, 5, 5, 1);

        assertEquals(300, Fairness.of(List.of(first, second), BIN, 30).convergedNs());
        assertEquals(100, Fairness.of(List.of(first, second), BIN, 10).convergedNs());
        assertEquals(-1, Fairness.of(List.of(first, second), BIN, 40).convergedNs());
    }

    /** A bin that is not told was empty: of several, the first and the last are told. */
    @Test
    void silenceIsNoGoodput() {
        Flow gap = new Flow(new long[] {100, 200, 500, 600}, new double[] {4, 0, 0, 4}, BIN);
        Result result = Fairness.of(List.of(gap, flow(0, 4, 4, 4, 4, 4, 4)), BIN, 0);

        assertEquals(0.5, result.windows().get(3).jain(), 1e-12);
        assertEquals(0.5, result.least(), 1e-12);
        assertEquals(6, result.windows().size());
    }

    @Test
    void aloneThereIsNothingToCompare() {
        Result result = Fairness.of(List.of(flow(0, 1, 2, 3)), BIN, 0);

        assertEquals(List.of(), result.windows());
        assertTrue(Double.isNaN(result.mean()));
        assertEquals(-1, result.convergedNs());
    }
}
