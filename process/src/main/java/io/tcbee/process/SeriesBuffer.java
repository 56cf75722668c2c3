package io.tcbee.process;

import io.tcbee.store.FlowWriter;
import io.tcbee.store.SeriesKey;
import java.util.Arrays;

/** Points of one derived series of one side of one connection, on their way into the store. */
final class SeriesBuffer {
    private static final int FIRST = 4;
    private static final int MOST = 128;

    private final SeriesKey key;
    private long[] times = new long[FIRST];
    private double[] values = new double[FIRST];
    private int size;
    private long lastNs = Long.MIN_VALUE;
    private long written;
    private long late;

    SeriesBuffer(SeriesKey key) {
        this.key = key;
    }

    void add(long timeNs, double value, FlowWriter writer) {
        if (timeNs < lastNs) {
            late++; // told to be this connection's only after later points
            return;
        }
        if (size == times.length) {
            if (size == MOST) {
                flush(writer);
            } else {
                times = Arrays.copyOf(times, size * 2);
                values = Arrays.copyOf(values, size * 2);
            }
        }
        lastNs = timeNs;
        times[size] = timeNs;
        values[size++] = value;
    }

    void flush(FlowWriter writer) {
        if (size > 0) {
            writer.append(key, times, values, 0, size);
            written += size;
            size = 0;
        }
    }

    long written() {
        return written;
    }

    long late() {
        return late;
    }
}
