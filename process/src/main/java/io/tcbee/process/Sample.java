package io.tcbee.process;

import io.tcbee.metric.KernelSample;
import io.tcbee.model.EventType;
import io.tcbee.model.Field;
import io.tcbee.model.Side;
import io.tcbee.model.TcpState;
import io.tcbee.tcp.Connection;
import java.lang.foreign.MemorySegment;

/** The event that is being told to the metrics. */
final class Sample implements KernelSample {
    private final Layouts layouts;
    private Connection connection;
    private Side side;
    private long timeNs;
    private EventType type;
    private MemorySegment segment;
    private long at;

    Sample(Layouts layouts) {
        this.layouts = layouts;
    }

    void of(
            Connection connection,
            Side side,
            long timeNs,
            EventType type,
            MemorySegment segment,
            long at) {
        this.connection = connection;
        this.side = side;
        this.timeNs = timeNs;
        this.type = type;
        this.segment = segment;
        this.at = at;
    }

    @Override
    public Connection connection() {
        return connection;
    }

    @Override
    public Side side() {
        return side;
    }

    @Override
    public long timeNs() {
        return timeNs;
    }

    @Override
    public int type() {
        return type.id();
    }

    @Override
    public boolean carriesState() {
        return type.carriesState();
    }

    @Override
    public long get(Field field) {
        boolean lacks =
                field.offset() + field.length() > type.size()
                        || !layouts.has(type.id(), field)
                        || (!type.carriesState() && TcpState.FIELDS.contains(field));
        if (lacks) {
            return ABSENT;
        }
        return field.get(segment, at);
    }
}
