package io.tcbee.web;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tcbee.model.Side;
import io.tcbee.store.Points;
import io.tcbee.store.Reduction;
import io.tcbee.store.SeriesKey;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The same page over the same series twice: of one server the points are reduced, the other sends
 * every one. What the browser draws must not tell which is which.
 *
 * <p>Tolerance: lines have soft edges, and of several tips within one pixel the reduction keeps the
 * highest, so a pixel may be paler than it would be. But no ink is elsewhere: whatever is inked in
 * one picture is at most one pixel away from ink in the other. And of a panel's pixels at most 2 %
 * differ by more than a quarter of a colour's range. Thinning by stride breaks both ({@link
 * #aWorseReductionIsSeen}).
 */
class ReductionPictureTest extends BrowserTest {
    private static final int SAMPLES = 150_000;
    private static final int INK = 0x0072b2;
    private static final int OFF = 64;
    private static final double MOST = 0.02;
    private static final String[] LINES = {"snd_cwnd", "srtt_us", "goodput"};
    private static final String[] PANELS = {"cwnd", "rtt", "rate"};
    private static final String SHOWN = "#flows=1&theme=light&series=snd_cwnd,srtt_us,goodput";

    /** How a server answers for the points of a line. */
    private interface Reader {
        Points read(MemoryStore.Line line, long fromNs, long toNs, int columns);
    }

    private static MemoryStore store(Reader reader) {
        MemoryStore store =
                new MemoryStore() {
                    @Override
                    public Points read(SeriesKey key, long fromNs, long toNs, int columns) {
                        Line line = lines.get(key);
                        return line == null
                                ? new Points(new long[0], new double[0], 0)
                                : reader.read(line, fromNs, toNs, columns);
                    }
                };
        store.runs.addAll(STORE.runs);
        store.catalogue.putAll(STORE.catalogue);
        store.connections.add(STORE.connections.getFirst());
        SplittableRandom random = new SplittableRandom(4);
        for (int i = 0; i < LINES.length; i++) {
            store.lines.put(new SeriesKey(1, Side.CLIENT, LINES[i]), line(i, random));
        }
        return store;
    }

    /**
     * Points in bursts with pauses between them: a saw with rare jumps, noise with rare peaks, a
     * smooth line with a fall of one sample.
     */
    private static MemoryStore.Line line(int kind, SplittableRandom random) {
        long[] times = new long[SAMPLES];
        double[] values = new double[SAMPLES];
        double level = 10;
        long mean = SyntheticFlows.DURATION / SAMPLES;
        for (int i = 0; i < SAMPLES; i++) {
            long step = random.nextInt(5000) == 0 ? mean * 800 : random.nextLong(mean * 2);
            times[i] = i == 0 ? 0 : times[i - 1] + step * 9 / 10;
            level = random.nextInt(4000) == 0 ? level / 2 + 5 : level + 0.05;
            values[i] =
                    switch (kind) {
                        case 0 -> Math.rint(random.nextInt(50_000) == 0 ? 3 * level : level);
                        case 1 ->
                                30_000
                                        + random.nextInt(3000)
                                        + (random.nextInt(30_000) == 0 ? 40_000 : 0);
                        default -> i == 61_803 ? 1e6 : 5e7 + 3e7 * Math.sin(i / 9000.0);
                    };
        }
        return new MemoryStore.Line(times, values);
    }

    private static Points reduced(MemoryStore.Line line, long from, long to, int columns) {
        return Reduction.of(line.times(), line.values(), SAMPLES, from, to, columns);
    }

    /** Every point of the range, and one on either side. */
    private static Points all(MemoryStore.Line line, long from, long to, int columns) {
        int first = Math.max(0, MemoryStore.lowerBound(line.times(), from) - 1);
        int end = Math.min(SAMPLES, MemoryStore.lowerBound(line.times(), to + 1) + 1);
        return new Points(
                Arrays.copyOfRange(line.times(), first, end),
                Arrays.copyOfRange(line.values(), first, end),
                end - first);
    }

    /** Every so many-th point: as many as there are columns times four. */
    private static Points thinned(MemoryStore.Line line, long from, long to, int columns) {
        Points all = all(line, from, to, columns);
        int stride = Math.max(1, all.timesNs().length / (4 * columns));
        int size = all.timesNs().length / stride;
        long[] times = new long[size];
        double[] values = new double[size];
        for (int i = 0; i < size; i++) {
            times[i] = all.timesNs()[i * stride];
            values[i] = all.values()[i * stride];
        }
        return new Points(times, values, all.total());
    }

    /** What is seen, and where its panels lie: x, y, width, height. */
    private record Seen(BufferedImage image, List<int[]> panels, String axes) {}

    private static Seen see(Reader reader, String more) throws IOException {
        try (WebServer other = WebServer.start(store(reader), 0)) {
            browser.go(other.uri() + SHOWN + more);
            List<int[]> panels = new ArrayList<>();
            for (String panel : PANELS) {
                String box =
                        browser.run(
                                "(() => { const p = tcbee.panels().find(p => p.id === '"
                                        + panel
                                        + "'), f = p.frame, b = p.canvas.getBoundingClientRect();"
                                        + " return [b.left + f.left, b.top + f.top, f.right -"
                                        + " f.left, f.bottom - f.top].map(Math.round).join(' '); })()");
                panels.add(Arrays.stream(box.split(" ", -1)).mapToInt(Integer::parseInt).toArray());
            }
            String axes = browser.run("tcbee.panels().map(p => p.frame.y.join(' ')).join('; ')");
            Seen seen =
                    new Seen(
                            ImageIO.read(new ByteArrayInputStream(browser.screenshot())),
                            panels,
                            axes);
            open("about:blank");
            browser.requests.removeIf(address -> address.startsWith(other.uri().toString()));
            return seen;
        }
    }

    /** The share of a panel's pixels that differ. */
    private static double difference(Seen one, Seen other, int panel) {
        int[] box = one.panels().get(panel);
        int off = 0;
        for (int y = box[1]; y < box[1] + box[3]; y++) {
            for (int x = box[0]; x < box[0] + box[2]; x++) {
                off += far(one.image().getRGB(x, y), other.image().getRGB(x, y)) > OFF ? 1 : 0;
            }
        }
        return (double) off / (box[2] * box[3]);
    }

    /** Pixels of {@code one} with full ink, of which {@code other} has no trace within a pixel. */
    private static int astray(Seen one, Seen other, int panel) {
        int[] box = one.panels().get(panel);
        int astray = 0;
        for (int y = box[1] + 1; y < box[1] + box[3] - 1; y++) {
            for (int x = box[0] + 1; x < box[0] + box[2] - 1; x++) {
                boolean inked = far(one.image().getRGB(x, y), INK) < OFF;
                astray += inked && !near(other.image(), x, y) ? 1 : 0;
            }
        }
        return astray;
    }

    private static boolean near(BufferedImage image, int x, int y) {
        for (int i = 0; i < 9; i++) {
            // Between ink and paper, and rather ink: an edge that is half covered at least.
            if (far(image.getRGB(x - 1 + i % 3, y - 1 + i / 3), INK) < 140) {
                return true;
            }
        }
        return false;
    }

    private static int far(int one, int other) {
        int far = 0;
        for (int shift = 0; shift < 24; shift += 8) {
            far = Math.max(far, Math.abs((one >> shift & 255) - (other >> shift & 255)));
        }
        return far;
    }

    @ParameterizedTest
    @CsvSource({
        "0, 20000000000",
        "3333333333, 17171717171",
        "7000000001, 9876543210",
        "8000000000, 8100000000"
    })
    void whatIsDrawnIsWhatEveryPointWouldDraw(long from, long to) throws IOException {
        String range = "&range=" + from + "," + to;
        Seen every = see(ReductionPictureTest::all, range);
        Seen few = see(ReductionPictureTest::reduced, range);
        assertEquals(every.axes(), few.axes());
        assertAll(
                IntStream.range(0, PANELS.length)
                        .mapToObj(panel ->
                                () -> {
                                    String name = PANELS[panel];
                                    assertEquals(
                                            0,
                                            astray(every, few, panel),
                                            name + ": ink is missing");
                                    assertEquals(
                                            0, astray(few, every, panel), name + ": ink too much");
                                    double off = difference(every, few, panel);
                                    assertTrue(off <= MOST, name + ": share of pixels off " + off);
                                }));
    }

    /** The comparison can fail: thinning by stride, which loses peaks, is found out. */
    @Test
    void aWorseReductionIsSeen() throws IOException {
        String axes = "&y=rtt:0.02:0.08";
        Seen every = see(ReductionPictureTest::all, axes);
        Seen thin = see(ReductionPictureTest::thinned, axes);
        double off = difference(every, thin, 1);
        assertTrue(off > MOST, "share of pixels off " + off);
        assertTrue(astray(every, thin, 1) > 10, "peaks that are missed");
    }
}
