package io.tcbee.store.influx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tcbee.store.FlowStore;
import io.tcbee.store.FlowStoreProvider.Mode;
import io.tcbee.store.StoreException;
import io.tcbee.store.contract.SmallRun;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is sent to a server, what is sent again, and what a refusal becomes. */
class InfluxServerTest {
    private static final Credentials NOBODY = new Credentials("", false, "");

    private static Server connect(FakeServer fake, Credentials credentials) {
        InfluxLocation location = new InfluxLocation("127.0.0.1", fake.port(), "flows");
        return Server.of(location, credentials, Duration.ofMillis(1));
    }

    private static void write(Server server) {
        byte[] line = "m f=1i 1\n".getBytes(StandardCharsets.UTF_8);
        server.write(line, line.length);
    }

    @Test
    void whatTheServerFailedAtIsSentAgain() throws IOException {
        try (FakeServer fake = new FakeServer("1.8.10", "");
                Server server = connect(fake, NOBODY)) {
            fake.answers.addAll(List.of(503, 500, 429, 204));
            write(server);
            assertEquals(4, fake.requests.size());
            assertEquals("/write?precision=ns&db=flows", fake.requests.getFirst());
        }
    }

    @Test
    void whatTheServerRefusesIsNotSentAgain() throws IOException {
        String body = "{\"error\":\"partial write: points beyond \\\"retention\\\" dropped=2\"}";
        try (FakeServer fake = new FakeServer("1.8.10", body);
                Server server = connect(fake, NOBODY)) {
            fake.answers.add(400);
            StoreException refused = assertThrows(StoreException.class, () -> write(server));
            assertTrue(
                    refused.getMessage()
                            .endsWith("partial write: points beyond \"retention\" dropped=2"),
                    refused.getMessage());
            assertEquals(1, fake.requests.size());
        }
    }

    @Test
    void aServerThatFailsForEverIsGivenUp() throws IOException {
        try (FakeServer fake = new FakeServer("1.8.10", "");
                Server server = connect(fake, NOBODY)) {
            fake.answers.addAll(Collections.nCopies(20, 503));
            StoreException failed = assertThrows(StoreException.class, () -> write(server));
            assertTrue(failed.getMessage().contains("after 6 attempts"), failed.getMessage());
            assertEquals(6, fake.requests.size());
        }
    }

    @Test
    void aTokenGoesTheSecondWay() throws IOException {
        Credentials token =
                Credentials.of(Map.of("INFLUX_TOKEN", "secret", "INFLUX_ORG", "my org"));
        try (FakeServer fake = new FakeServer("1.8.10", "");
                Server server = connect(fake, token)) {
            write(server);
            assertEquals(
                    List.of("/api/v2/write?precision=ns&org=my+org&bucket=flows"), fake.requests);
            assertEquals(List.of("Token secret"), fake.authorizations);
        }
    }

    @Test
    void anOldServerTakesNoToken() throws IOException {
        Credentials token = Credentials.of(Map.of("INFLUX_TOKEN", "secret"));
        try (FakeServer fake = new FakeServer("1.6.7", "")) {
            StoreException refused = assertThrows(StoreException.class, () -> connect(fake, token));
            assertTrue(refused.getMessage().contains("INFLUX_USERNAME"), refused.getMessage());
        }
    }

    @Test
    void locationsAreRead() {
        assertEquals(
                new InfluxLocation("db.example", 8086, "flows"),
                InfluxLocation.of("influx://db.example/flows"));
        assertEquals(
                new InfluxLocation("::1", 9, "a b").database(),
                InfluxLocation.of("influx://[::1]:9/a%20b").database());
        for (String wrong : List.of("influx://host", "influx://host/", "influx://host/a/b")) {
            assertThrows(StoreException.class, () -> InfluxLocation.of(wrong), wrong);
        }
        StoreException open =
                assertThrows(
                        StoreException.class, () -> InfluxLocation.of("influx://me:pw@host/db"));
        assertTrue(!open.getMessage().contains("pw"), open.getMessage());
    }

    @Test
    void theSameRunSentTwiceIsOneRun(@TempDir Path data) throws IOException {
        try (InfluxServer server = real(data, false)) {
            try (FlowStore store = open(server, NOBODY)) {
                SmallRun.write(store, "a");
            }
            long points = count(server, "packets", "seq");
            try (Server again = server.connect("flows", NOBODY)) {
                Lines lines = new Lines(again);
                for (int i = 0; i < 2; i++) {
                    lines.point("twice").tag("side", "a b,c=d").field("text", "q\"\\\n").end(5);
                    lines.flush();
                }
                List<String> texts = new ArrayList<>();
                again.query(
                        "SELECT * FROM twice",
                        row -> {
                            texts.add(row.text("text"));
                            assertEquals("a b,c=d", row.text("side"));
                        });
                assertEquals(List.of("q\"\\\n"), texts);
            }
            assertEquals(200, points);
        }
    }

    private static long count(InfluxServer server, String measurement, String field) {
        long[] count = {0};
        try (Server asked = server.connect("flows", NOBODY)) {
            asked.query(
                    "SELECT count(%s) AS n FROM %s".formatted(field, measurement),
                    row -> count[0] = row.integer("n"));
        }
        return count[0];
    }

    private static FlowStore open(InfluxServer server, Credentials credentials) {
        return InfluxStore.open(server.connect("flows", credentials), Mode.APPEND);
    }

    private static InfluxServer real(Path data, boolean authentication) throws IOException {
        Assumptions.assumeTrue(
                InfluxServer.isInstalled(), "influxd is not installed: apt-get install influxdb");
        return InfluxServer.start(data, authentication);
    }

    @Test
    void aServerThatWantsAPasswordSaysSo(@TempDir Path data) throws IOException {
        try (InfluxServer server = real(data, true)) {
            try (Server admin = server.connect("flows", NOBODY)) {
                admin.execute("CREATE USER root WITH PASSWORD 'secret' WITH ALL PRIVILEGES");
            }
            StoreException refused = assertThrows(StoreException.class, () -> open(server, NOBODY));
            assertTrue(refused.getMessage().contains("INFLUX_USERNAME"), refused.getMessage());
            Credentials root =
                    Credentials.of(Map.of("INFLUX_USERNAME", "root", "INFLUX_PASSWORD", "secret"));
            try (FlowStore store = open(server, root)) {
                SmallRun.write(store, "a");
                assertEquals(2, store.connections().size());
            }
        }
    }

    @Test
    void pointsThatTheServerDropsAreAnError(@TempDir Path data) throws IOException {
        try (InfluxServer server = real(data, false);
                Server asked = server.connect("flows", NOBODY)) {
            asked.execute("CREATE DATABASE flows");
            Lines lines = new Lines(asked);
            lines.point("m").field("f", 1L).end(1);
            lines.flush();
            lines.point("m").field("f", 1.5).end(2);
            StoreException refused = assertThrows(StoreException.class, lines::flush);
            assertTrue(refused.getMessage().contains("type conflict"), refused.getMessage());
        }
    }

    @Test
    void aDatabaseThatIsGoneIsToldByName(@TempDir Path data) throws IOException {
        try (InfluxServer server = real(data, false);
                Server asked = server.connect("gone", NOBODY)) {
            Lines lines = new Lines(asked);
            lines.point("m").field("f", 1L).end(1);
            StoreException refused = assertThrows(StoreException.class, lines::flush);
            assertTrue(refused.getMessage().contains("no such database"), refused.getMessage());
        }
    }
}
