package io.tcbee.store.influx;

import io.tcbee.store.FlowStore;
import io.tcbee.store.FlowStoreProvider.Mode;
import io.tcbee.store.FlowStores;
import io.tcbee.store.contract.FlowStoreContract;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The contract, against a real server. */
class InfluxStoreTest extends FlowStoreContract {
    @TempDir private static Path data;

    private static InfluxServer server;

    @BeforeAll
    static void start() throws IOException {
        Assumptions.assumeTrue(
                InfluxServer.isInstalled(), "influxd is not installed: apt-get install influxdb");
        server = InfluxServer.start(data, false);
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    @Override
    protected FlowStore open(Path directory, Mode mode) {
        return FlowStores.open(server.location(directory.getFileName().toString()), mode);
    }
}
