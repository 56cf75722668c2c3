import io.tcbee.model.Series;
import io.tcbee.model.Side;
import io.tcbee.model.Source;
import io.tcbee.model.Unit;
import io.tcbee.store.Attribute;
import io.tcbee.store.ConnectionFilter;
import io.tcbee.store.ConnectionRow;
import io.tcbee.store.FlowEditor;
import io.tcbee.store.FlowStore;
import io.tcbee.store.FlowStoreProvider.Mode;
import io.tcbee.store.FlowStores;
import io.tcbee.store.SeriesInfo;
import java.util.ArrayList;
import java.util.List;

/**
 * Marks the connections to a port that retransmitted, and prints what there is of them:
 *
 * <pre>
 *   java -p cli/target/app/lib --add-modules ALL-MODULE-PATH examples/LossyConnections.java DATABASE PORT
 * </pre>
 *
 * <p>DATABASE is any that TCBee writes: FILE.duckdb, FILE.sqlite, FOLDER/ or influx://HOST:PORT/DATABASE.
 */
public final class LossyConnections {
    private static final Series LOSSY =
            new Series("lossy", Unit.NONE, "1: its client retransmitted.", Source.INFERRED, "");

    private LossyConnections() {}

    public static void main(String[] arguments) {
        try (FlowStore store = FlowStores.open(arguments[0], Mode.APPEND)) {
            List<ConnectionRow> lossy = new ArrayList<>();
            ConnectionFilter wanted =
                    ConnectionFilter.ALL.withPort(Integer.parseInt(arguments[1]));
            store.connections(
                    wanted,
                    row -> {
                        if (row.attribute(Side.CLIENT, "retransmissions") > 0) {
                            lossy.add(row);
                        }
                    });
            try (FlowEditor editor = store.edit()) {
                editor.define(LOSSY);
                for (ConnectionRow row : lossy) {
                    editor.set(row.id(), new Attribute(null, "lossy", 1));
                }
            }
            for (ConnectionRow row : lossy) {
                System.out.println(row.client() + " -> " + row.server());
                for (SeriesInfo series : store.series(row.id())) {
                    System.out.printf(
                            "  %-6s %-24s %6d points, %s to %s %s%n",
                            series.key().side(),
                            series.key().name(),
                            series.count(),
                            series.min(),
                            series.max(),
                            series.series().unit().symbol());
                }
            }
        }
    }
}
