package io.tcbee.metric;

import io.tcbee.model.Side;
import io.tcbee.tcp.Connection;
import io.tcbee.tcp.ConnectionTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What all metrics say of all connections of one capture. */
final class Measured {
    private final Map<Integer, Observed> connections = new HashMap<>();

    static Measured of(String capture) {
        Measured measured = new Measured();
        ConnectionTable table = new ConnectionTable();
        Capture.open(capture)
                .replay(
                        table,
                        packet -> {
                            Observed observed =
                                    measured.connections.computeIfAbsent(
                                            packet.connection().id(),
                                            id -> new Observed(packet.connection()));
                            observed.observers.forEach(each -> each.packet(packet));
                        });
        measured.connections
                .values()
                .forEach(observed -> observed.observers.forEach(Observer::end));
        return measured;
    }

    int size() {
        return connections.size();
    }

    double attribute(Side side, String name) {
        return connections.values().stream()
                .mapToDouble(each -> each.attributes.getOrDefault(side + name, 0.0))
                .sum();
    }

    double attribute(String name) {
        return attribute(Side.CLIENT, name) + attribute(Side.SERVER, name);
    }

    /** The points of the only connection. */
    List<double[]> points(Side side, String name) {
        return connections.get(1).points.getOrDefault(side + name, List.of());
    }

    private static final class Observed implements Sink {
        private final List<Observer> observers = new ArrayList<>();
        private final Map<String, Double> attributes = new HashMap<>();
        private final Map<String, List<double[]>> points = new HashMap<>();

        Observed(Connection connection) {
            Metrics.all().forEach(each -> observers.add(each.observe(connection, this)));
        }

        @Override
        public void point(Output output, Side side, long timeNs, double value) {
            points.computeIfAbsent(side + output.name(), key -> new ArrayList<>())
                    .add(new double[] {timeNs, value});
        }

        @Override
        public void attribute(Output output, Side side, double value) {
            attributes.put(side + output.name(), value);
        }
    }
}
