package io.tcbee.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tcbee.it.Tcbee.Recording;
import io.tcbee.it.Tcbee.Result;
import io.tcbee.lab.Ip;
import io.tcbee.lab.Lab;
import io.tcbee.lab.LabNamespace;
import io.tcbee.lab.PathOptions;
import io.tcbee.lab.TcpInfo;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What limits a sender, against TCP_INFO's chronographs of the same socket. */
@ExtendWith(WithheldCalls.class)
class LimitingFactorTest {
    private static final double JIFFY_S = 0.010; // the longest that kernels have

    @TempDir private Path folder;

    @BeforeEach
    void needs() {
        Needs.lab();
    }

    /** Shares of the client's time by limit, its seconds, and TCP_INFO at the end. */
    private record Seen(
            Map<String, Double> shares,
            double seconds,
            int changes,
            TcpInfo info,
            Set<String> findings) {
        double share(String limit) {
            return shares.get("limited_by_" + limit);
        }

        /** Seconds of some limits. */
        double seconds(String... limits) {
            double sum = 0;
            for (String limit : limits) {
                sum += share(limit) * seconds;
            }
            return sum;
        }
    }

    private Seen seen(PathOptions path, Consumer<Talk> talking) throws Exception {
        Path trace = folder.resolve("x.tcbee");
        Path database = folder.resolve("x.duckdb");
        TcpInfo info;
        try (Lab lab = Lab.open(path, PathOptions.delay(Duration.ofMillis(10)))) {
            Recording recording =
                    Recording.start(
                            Tcbee.command(
                                    lab.client(),
                                    "record",
                                    LabNamespace.DEVICE,
                                    "-o",
                                    trace.toString(),
                                    "-q"));
            try (Talk talk = Talk.begin(lab, Ip.V4, "cubic")) {
                talking.accept(talk);
                info = talk.client().info();
            }
            Result ended = recording.stop();
            assertEquals(0, ended.exit(), ended::out);
        }
        Result processed = Tcbee.run("process", trace.toString(), "-o", database.toString());
        assertEquals(0, processed.exit(), processed::out);
        return read(database, info, findings(database));
    }

    /** What is found about the client. */
    private static Set<String> findings(Path database) {
        Set<String> names = new TreeSet<>();
        for (Map<String, String> row : Tcbee.run("findings", database.toString()).table()) {
            if (row.get("side").equals("client")) {
                names.add(row.get("finding"));
            }
        }
        return names;
    }

    private static Seen read(Path database, TcpInfo info, Set<String> findings)
            throws SQLException {
        Map<String, Double> shares = new TreeMap<>();
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:" + database);
                Statement statement = connection.createStatement()) {
            try (ResultSet rows =
                    statement.executeQuery(
                            "SELECT name, value FROM attributes WHERE side = 0 AND name LIKE 'limited_by_%'")) {
                while (rows.next()) {
                    shares.put(rows.getString(1), rows.getDouble(2));
                }
            }
            try (ResultSet row =
                    statement.executeQuery(
                            "SELECT (max(time_ns) - min(time_ns)) / 1e9 FROM tcp_state WHERE side = 0")) {
                row.next();
                double seconds = row.getDouble(1);
                int changes =
                        Database.numbers(
                                        database,
                                        "SELECT count(*) FROM points WHERE name = 'limit' AND side = 0")
                                .getFirst()
                                .intValue();
                return new Seen(shares, seconds, changes, info, findings);
            }
        }
    }

    /** Each change of the limit may be one jiffy early or late by the chronographs' grain. */
    private static void assertAgreesWithTcpInfo(Seen seen) {
        double grain = JIFFY_S * (seen.changes() + 2);
        assertEquals(1, seen.shares().values().stream().mapToDouble(x -> x).sum(), 1e-9);
        assertEquals(
                seen.info().get("rwnd_limited") / 1e6,
                seen.seconds("receive_window", "zero_window"),
                grain,
                seen::toString);
        assertEquals(
                seen.info().get("sndbuf_limited") / 1e6,
                seen.seconds("send_buffer"),
                grain,
                seen::toString);
    }

    @Test
    void anApplicationThatRestsIsTheLimit() throws Exception {
        Seen seen =
                seen(
                        PathOptions.delay(Duration.ofMillis(10)),
                        talk -> {
                            for (int i = 0; i < 5; i++) {
                                talk.toServer(5000);
                                talk.pause(Duration.ofMillis(300));
                            }
                        });

        assertAgreesWithTcpInfo(seen);
        assertTrue(seen.share("application") > 0.8, seen::toString);
        assertEquals(Set.of("application_limited"), seen.findings());
    }

    @Test
    void aReaderThatRestsIsTheLimit() throws Exception {
        Seen seen =
                seen(
                        PathOptions.delay(Duration.ofMillis(10)),
                        talk -> {
                            talk.fill();
                            talk.pause(Duration.ofSeconds(2));
                        });

        assertAgreesWithTcpInfo(seen);
        assertTrue(seen.share("receive_window") + seen.share("zero_window") > 0.7, seen::toString);
        assertEquals(Set.of("receiver_limited", "zero_window"), seen.findings());
    }

    @Test
    void aSlowPathIsTheLimit() throws Exception {
        Seen seen =
                seen(
                        PathOptions.builder().rateMbit(10).delayMs(10).queueBytes(40_000).build(),
                        talk -> talk.toServer(2_000_000));

        assertAgreesWithTcpInfo(seen);
        assertTrue(
                seen.share("slow_start")
                                + seen.share("congestion_avoidance")
                                + seen.share("congestion_signal")
                                + seen.share("recovery")
                                + seen.share("timeout")
                        > 0.8,
                seen::toString);
        assertTrue(
                Set.of("timeout").containsAll(seen.findings()),
                () -> "the path is the limit, nobody else: " + seen);
    }
}
