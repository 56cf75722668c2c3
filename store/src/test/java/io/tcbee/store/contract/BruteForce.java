package io.tcbee.store.contract;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The rule of {@code FlowStore.read}, word for word and as slow as it may be: the independent
 * answer that backends are compared with.
 */
record BruteForce(long[] times, double[] values, long total) {

    static BruteForce reduce(long[] times, long[] values, long from, long to, int columns) {
        List<Integer> inside = new ArrayList<>();
        int before = -1;
        int after = -1;
        for (int i = 0; i < times.length; i++) {
            if (times[i] < from) {
                before = i;
            } else if (times[i] <= to) {
                inside.add(i);
            } else if (after < 0) {
                after = i;
            }
        }
        TreeSet<Integer> kept = new TreeSet<>(inside);
        if (inside.size() > 4 * columns) {
            kept.clear();
            for (List<Integer> part : parts(times, inside, from, to, columns)) {
                kept.add(part.getFirst());
                kept.add(part.getLast());
                kept.add(extreme(values, part, 1));
                kept.add(extreme(values, part, -1));
            }
        }
        long neighbours = 0;
        if (before >= 0) {
            kept.add(before);
            neighbours++;
        }
        if (after >= 0) {
            kept.add(after);
            neighbours++;
        }
        return new BruteForce(
                kept.stream().mapToLong(i -> times[i]).toArray(),
                kept.stream().mapToDouble(i -> values[i]).toArray(),
                inside.size() + neighbours);
    }

    private static Iterable<List<Integer>> parts(
            long[] times, List<Integer> inside, long from, long to, int columns) {
        BigInteger span =
                BigInteger.valueOf(to).subtract(BigInteger.valueOf(from)).add(BigInteger.ONE);
        TreeMap<Integer, List<Integer>> parts = new TreeMap<>();
        for (int i : inside) {
            BigInteger part =
                    BigInteger.valueOf(times[i])
                            .subtract(BigInteger.valueOf(from))
                            .multiply(BigInteger.valueOf(columns))
                            .divide(span);
            parts.computeIfAbsent(part.intValueExact(), p -> new ArrayList<>()).add(i);
        }
        return parts.values();
    }

    /** The earliest of the greatest ({@code sign} 1) or least (-1). */
    private static int extreme(long[] values, List<Integer> part, int sign) {
        int best = part.getFirst();
        for (int i : part) {
            if (sign > 0 ? values[i] > values[best] : values[i] < values[best]) {
                best = i;
            }
        }
        return best;
    }
}
