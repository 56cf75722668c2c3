package io.tcbee.process;

import io.tcbee.metric.KernelSample;
import io.tcbee.metric.Metric;
import io.tcbee.metric.Observer;
import io.tcbee.metric.Output;
import io.tcbee.metric.Sink;
import io.tcbee.model.Side;
import io.tcbee.store.Attribute;
import io.tcbee.store.FlowWriter;
import io.tcbee.store.SeriesKey;
import io.tcbee.store.StoreException;
import io.tcbee.tcp.Connection;
import io.tcbee.tcp.Packet;
import java.util.List;

/**
 * One metric of one connection: its observer, and the sink that takes what it tells.
 *
 * <p>A metric that throws observes this connection no more; what it had told stays.
 */
final class Measurement implements Sink {
    private static final Observer NOTHING = new Observer() {};

    private final Metric metric;
    private final List<Output> outputs;
    private final long connection;
    private final FlowWriter writer;
    private final Failures failures;
    private Observer observer;
    private SeriesBuffer[] buffers;
    private Attribute[] attributes;

    Measurement(
            Metric metric,
            List<Output> outputs,
            Connection connection,
            long id,
            FlowWriter writer,
            Failures failures) {
        this.metric = metric;
        this.outputs = outputs;
        this.connection = id;
        this.writer = writer;
        this.failures = failures;
        try {
            observer = metric.observe(connection, this);
        } catch (Exception | LinkageError | StackOverflowError | AssertionError e) {
            fail(connection.startNs(), e);
        }
    }

    void packet(Packet packet) {
        try {
            observer.packet(packet);
        } catch (Exception | LinkageError | StackOverflowError | AssertionError e) {
            fail(packet.timeNs(), e);
        }
    }

    void sample(KernelSample sample) {
        try {
            observer.sample(sample);
        } catch (Exception | LinkageError | StackOverflowError | AssertionError e) {
            fail(sample.timeNs(), e);
        }
    }

    /** What the store says of the points it was given is no failure of the metric. */
    private void fail(long timeNs, Throwable e) {
        if (e instanceof StoreException refusal) {
            throw refusal;
        }
        failures.add(metric.name(), connection, timeNs, e);
        observer = NOTHING;
    }

    @Override
    public void point(Output output, Side side, long timeNs, double value) {
        int slot = 2 * index(output, Output.Kind.SERIES) + (side == Side.CLIENT ? 0 : 1);
        if (buffers == null) {
            buffers = new SeriesBuffer[2 * outputs.size()];
        }
        if (buffers[slot] == null) {
            buffers[slot] = new SeriesBuffer(new SeriesKey(connection, side, output.name()));
        }
        buffers[slot].add(timeNs, value, writer);
    }

    @Override
    public void attribute(Output output, Side side, double value) {
        int index = index(output, Output.Kind.ATTRIBUTE);
        int place = side == null ? 2 : side == Side.CLIENT ? 0 : 1;
        if (attributes == null) {
            attributes = new Attribute[3 * outputs.size()];
        }
        attributes[3 * index + place] = new Attribute(side, output.name(), value);
    }

    @SuppressWarnings("ReferenceEquality") // most metrics make each output once: no need to compare
    private int index(Output output, Output.Kind kind) {
        for (int i = 0; i < outputs.size(); i++) {
            if (outputs.get(i) == output && output.kind() == kind) {
                return i;
            }
        }
        for (int i = 0; i < outputs.size(); i++) {
            if (outputs.get(i).equals(output) && output.kind() == kind) {
                return i;
            }
        }
        throw new IllegalArgumentException(
                "metric " + metric.name() + " has no such " + kind + ": output=" + output.name());
    }

    /** Ends the observation; its points are written, its attributes added to {@code all}. */
    void end(List<Attribute> all, Totals totals, long endNs) {
        try {
            observer.end();
        } catch (Exception | LinkageError | StackOverflowError | AssertionError e) {
            fail(endNs, e);
        }
        if (buffers != null) {
            for (SeriesBuffer buffer : buffers) {
                if (buffer != null) {
                    buffer.flush(writer);
                    totals.points += buffer.written();
                    totals.latePoints += buffer.late();
                }
            }
        }
        if (attributes != null) {
            for (Attribute attribute : attributes) {
                if (attribute != null && !Double.isNaN(attribute.value())) {
                    all.add(attribute);
                }
            }
        }
    }
}
