package io.tcbee.store.influx;

import io.tcbee.store.StoreException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A real {@code influxd} with its own configuration, data and ports on loopback. */
final class InfluxServer implements AutoCloseable {
    private static final Path PROGRAM = Path.of("/usr/bin/influxd");

    private final Process process;
    private final int port;

    private InfluxServer(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Whether the Debian package {@code influxdb} is there. */
    static boolean isInstalled() {
        return Files.isExecutable(PROGRAM);
    }

    /**
     * Starts one and waits until it answers.
     *
     * @param directory for its data
     * @param authentication whether a name and a password are wanted
     */
    static InfluxServer start(Path directory, boolean authentication) throws IOException {
        int port = freePort();
        Path configuration = directory.resolve("influxdb.conf");
        Files.writeString(
                configuration,
                """
                reporting-enabled = false
                bind-address = "127.0.0.1:%1$d"
                [meta]
                  dir = "%3$s/meta"
                [data]
                  dir = "%3$s/data"
                  wal-dir = "%3$s/wal"
                  query-log-enabled = false
                [monitor]
                  store-enabled = false
                [http]
                  bind-address = "127.0.0.1:%2$d"
                  log-enabled = false
                  auth-enabled = %4$b
                """
                        .formatted(freePort(), port, directory, authentication));
        Process process =
                new ProcessBuilder(PROGRAM.toString(), "-config", configuration.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(directory.resolve("log").toFile())
                        .start();
        InfluxServer server = new InfluxServer(process, port);
        // Asking is waiting: it tries again for some seconds.
        try (Server _ = server.connect("none", new Credentials("", false, ""))) {
            return server;
        } catch (StoreException e) {
            server.close();
            throw e;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    String location(String database) {
        return "influx://127.0.0.1:" + port + "/" + database;
    }

    Server connect(String database, Credentials credentials) {
        InfluxLocation location = InfluxLocation.of(location(database));
        return Server.of(location, credentials, Duration.ofMillis(200));
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }
}
