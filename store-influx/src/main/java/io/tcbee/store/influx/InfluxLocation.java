package io.tcbee.store.influx;

import io.tcbee.store.StoreException;
import java.net.URI;

/** Where a database is: {@code influx://HOST:PORT/DATABASE}; the port is 8086 if it is left out. */
record InfluxLocation(String host, int port, String database) {
    private static final int PORT = 8086;

    /**
     * @throws StoreException if it is not of this form
     */
    static InfluxLocation of(String location) {
        URI uri;
        try {
            uri = URI.create(location);
        } catch (IllegalArgumentException e) {
            throw malformed(location, e);
        }
        String path = uri.getPath();
        if (uri.getHost() == null || path == null || !path.matches("/[^/]+")) {
            throw malformed(location, null);
        }
        if (uri.getUserInfo() != null) {
            throw new StoreException(
                    "open influx://%s: name and password go into INFLUX_USERNAME and INFLUX_PASSWORD, where nobody sees them"
                            .formatted(uri.getHost()));
        }
        return new InfluxLocation(
                uri.getHost(), uri.getPort() < 0 ? PORT : uri.getPort(), path.substring(1));
    }

    private static StoreException malformed(String location, Throwable cause) {
        return new StoreException(
                "open " + location + ": it is not influx://HOST:PORT/DATABASE", cause);
    }

    @Override
    public String toString() {
        return "influx://" + host + ":" + port + "/" + database;
    }
}
