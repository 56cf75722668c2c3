package io.tcbee.process.fairness;

import io.tcbee.model.Side;
import io.tcbee.store.ConnectionRow;
import io.tcbee.store.FlowStore;
import io.tcbee.store.Points;
import io.tcbee.store.SeriesKey;
import java.util.ArrayList;
import java.util.List;

/**
 * How evenly connections share a path, window by window: Jain's index of their goodput (RFC 5166,
 * section 2.7), over those that sent all the window long.
 */
public final class Fairness {
    private static final double FAIR = 0.95;
    private static final int CONVERGED_RTTS = 10;
    private static final double NS_PER_US = 1e3;

    /**
     * One window.
     *
     * @param fromNs ns since the start of the run
     * @param flows that sent all the time: 2 or more
     * @param jain 1 / flows to 1; NaN if none of them got anything
     * @param spread the greatest goodput over the least; infinite if one got nothing
     */
    public record Window(long fromNs, long toNs, int flows, double jain, double spread) {}

    /**
     * All windows.
     *
     * @param mean of the windows' indices; NaN without a window
     * @param convergedNs when the index began to stay at 0.95 or above for ten round-trip times and
     *     a window at least; -1 if it never did
     */
    public record Result(List<Window> windows, double mean, double least, long convergedNs) {}

    /** The goodput of one side: bits/s over bins that end at its times. */
    record Flow(long[] endsNs, double[] values, long binNs) {
        long fromNs() {
            return endsNs[0] - binNs;
        }

        long toNs() {
            return endsNs[endsNs.length - 1];
        }

        /** Mean bit/s; a bin that is not told was empty. */
        double within(long fromNs, long toNs) {
            double bits = 0;
            for (int i = 0; i < endsNs.length; i++) {
                long overlap = Math.min(toNs, endsNs[i]) - Math.max(fromNs, endsNs[i] - binNs);
                bits += overlap > 0 ? values[i] * overlap : 0;
            }
            return bits / (toNs - fromNs);
        }
    }

    private Fairness() {}

    /**
     * Jain's index of shares: (sum x)^2 / (n * sum x^2).
     *
     * @return 1 for equal shares, 1 / n if one has all; NaN if all are 0 or there is none
     */
    public static double jain(double... shares) {
        double sum = 0;
        double squares = 0;
        for (double share : shares) {
            sum += share;
            squares += share * share;
        }
        return sum * sum / (shares.length * squares);
    }

    /**
     * Compares the sides that sent more, of connections of one run.
     *
     * @param windowNs the windows' length; 0 is the longest bin of their goodput
     */
    public static Result of(FlowStore store, List<ConnectionRow> group, long windowNs) {
        List<Flow> flows = new ArrayList<>();
        double rttUs = 0;
        for (ConnectionRow row : group) {
            Side side = sender(row);
            double binNs = row.attribute(side, "goodput_bin_ns");
            Points points =
                    store.points(
                            new SeriesKey(row.id(), side, "goodput"),
                            Long.MIN_VALUE,
                            Long.MAX_VALUE,
                            _ -> true);
            if (points.size() > 0 && binNs > 0) {
                flows.add(new Flow(points.timesNs(), points.values(), Math.round(binNs)));
                rttUs = Math.max(rttUs, orZero(row.attribute(side, "rtt_median_us")));
            }
        }
        long longest = flows.stream().mapToLong(Flow::binNs).max().orElse(1);
        return of(flows, windowNs > 0 ? windowNs : longest, Math.round(rttUs * NS_PER_US));
    }

    private static Side sender(ConnectionRow row) {
        double client = orZero(row.attribute(Side.CLIENT, "bytes"));
        double server = orZero(row.attribute(Side.SERVER, "bytes"));
        return client >= server ? Side.CLIENT : Side.SERVER;
    }

    private static double orZero(double value) {
        return Double.isNaN(value) ? 0 : value;
    }

    static Result of(List<Flow> flows, long windowNs, long rttNs) {
        List<Window> windows = new ArrayList<>();
        long from = flows.stream().mapToLong(Flow::fromNs).min().orElse(0);
        long end = flows.stream().mapToLong(Flow::toNs).max().orElse(0);
        for (; from + windowNs <= end; from += windowNs) {
            long begin = from;
            long to = from + windowNs;
            double[] shares =
                    flows.stream()
                            .filter(each -> each.fromNs() <= begin && each.toNs() >= to)
                            .mapToDouble(each -> each.within(begin, to))
                            .toArray();
            if (shares.length > 1) {
                windows.add(window(begin, to, shares));
            }
        }
        double[] indices =
                windows.stream().mapToDouble(Window::jain).filter(x -> !Double.isNaN(x)).toArray();
        double sum = 0;
        double least = Double.NaN;
        for (double each : indices) {
            sum += each;
            least = Double.isNaN(least) ? each : Math.min(least, each);
        }
        return new Result(
                List.copyOf(windows),
                sum / indices.length,
                least,
                converged(windows, Math.max(windowNs, CONVERGED_RTTS * rttNs)));
    }

    private static Window window(long fromNs, long toNs, double[] shares) {
        double most = 0;
        double least = Double.MAX_VALUE;
        for (double share : shares) {
            most = Math.max(most, share);
            least = Math.min(least, share);
        }
        return new Window(fromNs, toNs, shares.length, jain(shares), most / least);
    }

    private static long converged(List<Window> windows, long forNs) {
        long since = -1;
        long lastNs = -1;
        for (Window window : windows) {
            boolean fair = window.jain >= FAIR;
            if (!fair) {
                since = -1;
            } else if (since < 0 || window.fromNs != lastNs) {
                since = window.fromNs;
            }
            lastNs = window.toNs;
            if (fair && window.toNs - since >= forNs) {
                return since;
            }
        }
        return -1;
    }
}
