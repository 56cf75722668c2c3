package io.tcbee.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tcbee.model.Endpoint;
import io.tcbee.model.Series;
import io.tcbee.model.Side;
import io.tcbee.model.Source;
import io.tcbee.model.Unit;
import io.tcbee.store.ConnectionRow;
import io.tcbee.store.FlowStore;
import io.tcbee.store.FlowStoreProvider.Mode;
import io.tcbee.store.FlowStores;
import io.tcbee.store.FlowWriter;
import io.tcbee.store.Run;
import io.tcbee.store.SeriesKey;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One sample of five million is out of line; it is seen from afar and from near. */
class SpikeTest {
    private static final int SAMPLES = 5_000_000;
    private static final int STEP_NS = 4_000;
    private static final int SPIKE = 3_141_592;
    private static final String SERIES = "srtt_us";
    private static final int INK = 0x0072b2;

    @TempDir private Path folder;

    private Path write() {
        Path database = folder.resolve("spike.duckdb");
        long end = (long) SAMPLES * STEP_NS;
        Run run =
                new Run(
                        1, "spike", "spike", "host", "6.18", 0, 0, end, "lo", "", "", true, SAMPLES,
                        0);
        try (FlowStore store = FlowStores.open(database.toString(), Mode.APPEND);
                FlowWriter writer = store.writer(run)) {
            writer.define(
                    new Series(SERIES, Unit.MICROSECONDS, "Smoothed.", Source.KERNEL, "RFC 6298"));
            long id = writer.connection();
            SeriesKey key = new SeriesKey(id, Side.CLIENT, SERIES);
            SplittableRandom random = new SplittableRandom(5);
            long[] times = new long[10_000];
            double[] values = new double[times.length];
            for (int i = 0; i < SAMPLES; i++) {
                int at = i % times.length;
                times[at] = (long) i * STEP_NS;
                values[at] = i == SPIKE ? 90_000 : 20_000 + random.nextInt(2_000);
                if (at == times.length - 1) {
                    writer.append(key, times, values, 0, times.length);
                }
            }
            writer.append(
                    new ConnectionRow(
                            id,
                            1,
                            Endpoint.of(new byte[] {10, 0, 0, 1}, 4000),
                            Endpoint.of(new byte[] {10, 0, 0, 2}, 80),
                            Side.CLIENT,
                            0,
                            1,
                            1,
                            "curl",
                            "cubic",
                            0,
                            end,
                            false,
                            true,
                            "fin",
                            List.of()));
            writer.commit(run);
        }
        return database;
    }

    @Test
    void isSeenAtEveryZoom() throws IOException {
        try (Browsing page = Browsing.of(write(), 1280, 800)) {
            long all = (long) SAMPLES * STEP_NS;
            long at = (long) SPIKE * STEP_NS;
            int zooms = 0;
            for (double width = all; width > 20 * STEP_NS; width *= 0.31) {
                // Not in the middle, so that it falls onto all parts of a pixel.
                long from = Math.max(0, Math.round(at - width * (0.3 + 0.037 * zooms)));
                long to = Math.min(all, Math.round(from + width));
                page.view(
                        "#flows=1&side=client&theme=light&series=%s&y=rtt:0:0.1&range=%d,%d"
                                .formatted(SERIES, from, to));
                BufferedImage seen =
                        ImageIO.read(new ByteArrayInputStream(page.browser().screenshot()));
                double[] box = page.plot("rtt");
                double x = box[0] + (box[2] - box[0]) * (at - from) / (to - from);
                double height = box[3] - box[1];
                int top = (int) Math.ceil(box[3] - height * 0.89); // just below 90 ms
                int bottom = (int) Math.floor(box[3] - height * 0.25); // above all others
                double step = (box[2] - box[0]) * STEP_NS / (to - from);
                int row = 0;
                for (int y = top; y < bottom; y++) {
                    row += inked(seen, x, step, y) ? 1 : 0;
                }
                assertEquals(bottom - top, row, "rows of the spike's line, width " + width);
                zooms++;
            }
            assertTrue(zooms >= 9, zooms + " zooms");
        }
    }

    /** Whether a line stands at the spike's own time, or where the next sample ends it. */
    private static boolean inked(BufferedImage image, double x, double step, int y) {
        for (double edge : new double[] {x, x + step}) {
            for (int dx = -2; dx <= 2; dx++) {
                int rgb = image.getRGB((int) Math.round(edge) + dx, y);
                int far = 0;
                for (int shift = 0; shift < 24; shift += 8) {
                    far = Math.max(far, Math.abs((rgb >> shift & 255) - (INK >> shift & 255)));
                }
                if (far < 110) {
                    return true;
                }
            }
        }
        return false;
    }
}
