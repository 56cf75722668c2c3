package io.tcbee.record;

import java.time.Duration;

/**
 * When a recording ends by itself, and how its trace is cut into parts. Zero is no limit.
 *
 * @param duration since its begin
 * @param maxBytes of all parts together, those that were deleted included
 * @param maxEvents stored in all parts together
 * @param rotateBytes of one part; 0 is one file in all
 * @param keep newest parts that are kept; 0 is all
 */
public record Limits(Duration duration, long maxBytes, long maxEvents, long rotateBytes, int keep) {
    /** 1 MiB: head and footer fit into it with room for events, on some hundred CPUs too. */
    public static final long LEAST_BYTES = 1 << 20;

    /** Until it is ended, one file. */
    public static final Limits NONE = new Limits(Duration.ZERO, 0, 0, 0, 0);

    public Limits {
        requireSize("maxBytes", maxBytes);
        requireSize("rotateBytes", rotateBytes);
        if (duration.isNegative()) {
            throw new IllegalArgumentException("negative: duration=" + duration);
        }
        if (maxEvents < 0) {
            throw new IllegalArgumentException("negative: maxEvents=" + maxEvents);
        }
        if (keep < 0 || (keep > 0 && rotateBytes == 0)) {
            throw new IllegalArgumentException("parts to keep where there are none: keep=" + keep);
        }
    }

    private static void requireSize(String name, long bytes) {
        if (bytes != 0 && bytes < LEAST_BYTES) {
            throw new IllegalArgumentException(
                    "less than " + LEAST_BYTES + ": " + name + "=" + bytes);
        }
    }

    public Limits withDuration(Duration wanted) {
        return new Limits(wanted, maxBytes, maxEvents, rotateBytes, keep);
    }

    public Limits withMaxBytes(long wanted) {
        return new Limits(duration, wanted, maxEvents, rotateBytes, keep);
    }

    public Limits withMaxEvents(long wanted) {
        return new Limits(duration, maxBytes, wanted, rotateBytes, keep);
    }

    /**
     * @param newest parts that are kept; 0 is all
     */
    public Limits withRotation(long bytes, int newest) {
        return new Limits(duration, maxBytes, maxEvents, bytes, newest);
    }

    boolean rotates() {
        return rotateBytes != 0;
    }
}
