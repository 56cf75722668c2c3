package io.tcbee.it;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tcbee.it.Tcbee.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The first thing a new user types. */
class DemoTest {
    @TempDir private Path folder;

    @Test
    void theDemoShowsACubicAndABbrConnection() {
        Needs.lab();
        Result demo = Tcbee.run(Tcbee.command("demo", "--no-view").directory(folder.toFile()));
        assertEquals(0, demo.exit(), () -> demo.out() + demo.err());
        assertTrue(Files.exists(folder.resolve("demo.duckdb")));

        List<Map<String, String>> flows =
                Tcbee.run("flows", folder.resolve("demo.duckdb").toString()).table();
        assertEquals(2, flows.size(), demo::out);
        Map<String, String> cubic = flows.get(0);
        Map<String, String> bbr = flows.get(1);
        assertAll(
                () -> assertEquals("cubic", cubic.get("congestion_control")),
                () -> assertTrue(cubic.get("client").startsWith("10.77.0.1:"), cubic::toString),
                () -> assertEquals("bbr", bbr.get("congestion_control")),
                () -> assertTrue(bbr.get("server").startsWith("[fd77::2]:"), bbr::toString));
        for (Map<String, String> flow : flows) {
            double goodput = Double.parseDouble(flow.get("goodput_bit_per_s"));
            assertAll(
                    flow.toString(),
                    () -> assertEquals("12000000", flow.get("bytes")),
                    () ->
                            assertTrue(
                                    goodput > 5e6 && goodput < 20e6, "within the path's 20 Mbit/s"),
                    () ->
                            assertTrue(
                                    Double.parseDouble(flow.get("rtt_min_us")) >= 20_000,
                                    "path's RTT"),
                    () -> assertEquals("0", flow.get("events_lost")));
        }
    }
}
