package io.tcbee.store.influx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tcbee.store.FlowStore;
import io.tcbee.store.FlowStoreProvider.Mode;
import io.tcbee.store.contract.SmallRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every query of the dashboard has an answer from a real server. */
class DashboardTest {
    private static final Path DASHBOARD = Path.of("..", "examples", "grafana-influxdb.json");
    private static final Pattern QUERY = Pattern.compile("\"query\": \"(S(?:[^\"\\\\]|\\\\.)*)\"");

    @Test
    void everyQueryHasAnAnswer(@TempDir Path data) throws IOException {
        Assumptions.assumeTrue(
                InfluxServer.isInstalled(), "influxd is not installed: apt-get install influxdb");
        int queries = 0;
        try (InfluxServer influx = InfluxServer.start(data, false)) {
            Credentials nobody = new Credentials("", false, "");
            try (FlowStore store = InfluxStore.open(influx.connect("flows", nobody), Mode.APPEND)) {
                SmallRun.write(store, "a");
            }
            try (Server server = influx.connect("flows", nobody)) {
                Matcher query = QUERY.matcher(Files.readString(DASHBOARD));
                while (query.find()) {
                    String asked = filledIn(query.group(1).replaceAll("\\\\(.)", "$1"));
                    int[] rows = {0};
                    server.query(asked, row -> rows[0]++);
                    assertTrue(rows[0] > 0, asked);
                    queries++;
                }
            }
        }
        assertEquals(6, queries);
    }

    /** As Grafana fills in its variables; the run begins at 1 700 000 000 s. */
    private static String filledIn(String query) {
        return query.replace("$timeFilter", "time >= 1700000000s AND time <= 1700000002s")
                .replace("$__interval", "100ms")
                .replace("$connection", "(1|2)");
    }
}
