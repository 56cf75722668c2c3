package io.tcbee.store.duckdb;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tcbee.model.Side;
import io.tcbee.store.FlowStore;
import io.tcbee.store.FlowStoreProvider.Mode;
import io.tcbee.store.FlowWriter;
import io.tcbee.store.PointCollector;
import io.tcbee.store.Points;
import io.tcbee.store.Rows;
import io.tcbee.store.SeriesKey;
import io.tcbee.store.SqlRefusedException;
import java.nio.file.Path;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SQL expressions over series of a connection. */
class FormulaTest {
    private static final long STEP_NS = 20_000_000;

    @TempDir Path folder;
    private Path file;

    @BeforeEach
    void write() {
        file = folder.resolve("flows.duckdb");
        SmallDatabase.write(file, "a");
    }

    private Points evaluate(String expression) {
        try (FlowStore store = DuckDbStore.open(file.toString(), Mode.READ)) {
            return evaluate(store, 1, Side.CLIENT, expression);
        }
    }

    private static Points evaluate(FlowStore store, long connection, Side side, String expression) {
        PointCollector points = new PointCollector();
        store.evaluate(connection, side, expression, points);
        return points.points();
    }

    private static double[] values(int count, IntToDoubleFunction of) {
        return IntStream.range(0, count).mapToDouble(of).toArray();
    }

    @Test
    void columnsOfOneTableAreTakenRowByRow() {
        Points points = evaluate("snd_cwnd * 1000 / srtt_us -- segments a millisecond");
        assertArrayEquals(
                LongStream.range(0, 100).map(i -> i * STEP_NS).toArray(), points.timesNs());
        assertArrayEquals(
                values(100, i -> (10 + i % 50) * 1000.0 / (10_000 + i)), points.values(), 1e-12);
    }

    @Test
    void derivedSeriesAndColumnsMeetAtTheSameTimes() {
        Points points = evaluate("srtt_us - rtt_us");
        assertEquals(100, points.size());
        assertArrayEquals(new double[100], points.values());
    }

    @Test
    void theLastValueHoldsUntilTheNext() {
        // Packets of the client are at every second time of the states.
        Points points = evaluate("seq + 0 * snd_cwnd");
        assertEquals(100, points.size());
        assertArrayEquals(values(100, i -> (i - i % 2) * 1000.0), points.values());
    }

    @Test
    void thereIsNoValueBeforeEachSeriesHasOne() {
        long id;
        try (FlowStore store = DuckDbStore.open(file.toString(), Mode.APPEND);
                FlowWriter writer = store.writer(SmallDatabase.run("b"))) {
            id = writer.connection();
            Rows rows = new Rows(SmallDatabase.TCP_STATE, 4);
            for (int i = 0; i < 3; i++) {
                int row = rows.add(id, 0, 100L * i);
                rows.set(row, 0, 10 + i);
                rows.set(row, 1, 1);
            }
            writer.append(rows);
            long[] late = {150};
            writer.append(
                    new SeriesKey(id, Side.CLIENT, "rtt_us"), late, new double[] {1000}, 0, 1);
            writer.commit(SmallDatabase.run("b"));
        }
        try (FlowStore store = DuckDbStore.open(file.toString(), Mode.READ)) {
            Points points = evaluate(store, id, Side.CLIENT, "rtt_us + snd_cwnd");
            assertArrayEquals(new long[] {150, 200}, points.timesNs());
            assertArrayEquals(new double[] {1011, 1012}, points.values());
        }
    }

    @Test
    void whatIsNotFiniteIsNoPoint() {
        assertEquals(
                2, evaluate("1 / (snd_cwnd = 10)::INT").size(), "of 100, two have 10 segments");
        assertEquals(2, evaluate("CASE WHEN snd_cwnd = 10 THEN 1 END").size());
    }

    @Test
    void functionsAndWindowsAreTheDatabases() {
        Points points = evaluate("snd_cwnd - lag(snd_cwnd) OVER (ORDER BY time_ns)");
        assertEquals(99, points.size());
        assertEquals(1, points.values()[0]);
        assertEquals(-49, points.values()[49]);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1 + 1", "no_such_series", "42", "pi()", "'snd_cwndd'"})
    void anExpressionNamesASeries(String expression) {
        SqlRefusedException refused =
                assertThrows(SqlRefusedException.class, () -> evaluate(expression));
        assertEquals(
                "evaluate "
                        + expression
                        + ": it names no series that connection 1 has on its client side",
                refused.getMessage());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "snd_cwnd + (SELECT count(*) FROM read_text('/etc/passwd'))",
                "snd_cwnd) FROM tcp_state; DROP TABLE packets; SELECT (1",
                "snd_cwnd) AS value FROM tcp_state --",
                "snd_cwnd +",
                "snd_cwnd + no_such_series",
                "getenv('HOME') || snd_cwnd",
                "(COPY packets TO '/tmp/x') + snd_cwnd"
            })
    void whatReachesOutOrIsNoExpressionIsRefused(String expression) {
        SqlRefusedException refused =
                assertThrows(SqlRefusedException.class, () -> evaluate(expression));
        assertTrue(refused.getMessage().startsWith("run SQL: "), refused.getMessage());
        assertEquals(50, evaluate("seq").size(), "nothing is lost");
    }

    @Test
    void whatLooksLikeASeriesInATextIsNone() {
        Points points = evaluate("length('seq') + \"snd_cwnd\" -- srtt_us");
        assertArrayEquals(values(100, i -> 13 + i % 50), points.values());
    }

    @Test
    void theSideCounts() {
        try (FlowStore store = DuckDbStore.open(file.toString(), Mode.READ)) {
            assertEquals(50, evaluate(store, 2, Side.SERVER, "seq + payload_length").size());
            assertThrows(
                    SqlRefusedException.class,
                    () -> evaluate(store, 2, Side.SERVER, "snd_cwnd + 1"));
        }
    }
}
