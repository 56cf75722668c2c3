package io.tcbee.lab;

/**
 * Seeded decisions that depend on nothing but the seed and a number: asked twice about packet n, it
 * answers the same.
 *
 * <p>The bits are those of a splitmix64 generator (Steele, Lea, Flood: Fast Splittable Pseudorandom
 * Number Generators, OOPSLA 2014) at position {@code number}.
 */
final class Chance {
    private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

    private final long start;
    private final double probability;

    /**
     * @param purpose tells the decisions of one seed apart, so that they are independent
     */
    Chance(long seed, int purpose, double probability) {
        this.start = mix(seed ^ mix(purpose * GOLDEN_GAMMA));
        this.probability = probability;
    }

    boolean happens(long number) {
        return probability > 0
                && (mix(start + number * GOLDEN_GAMMA) >>> 11) * 0x1p-53 < probability;
    }

    private static long mix(long value) {
        long z = (value ^ value >>> 30) * 0xbf58476d1ce4e5b9L;
        z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
        return z ^ z >>> 31;
    }
}
