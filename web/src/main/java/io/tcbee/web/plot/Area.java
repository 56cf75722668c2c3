package io.tcbee.web.plot;

/**
 * The part of a figure in which a panel draws.
 *
 * @param fromNs time at the left edge, ns since the start of the run
 * @param toNs at the right edge
 */
record Area(double left, double top, double width, double height, long fromNs, long toNs) {
    double right() {
        return left + width;
    }

    double bottom() {
        return top + height;
    }

    Scale time() {
        return Scale.of((double) fromNs, (double) toNs, left, right());
    }

    /** A scale of values, the least at the bottom. */
    Scale values(double low, double high) {
        return Scale.of(low, high, bottom(), top);
    }
}
