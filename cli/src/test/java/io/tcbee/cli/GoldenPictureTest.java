package io.tcbee.cli;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The graphs of connections whose story is known, as they were when somebody looked at them and
 * found them right.
 *
 * <p>Only what lies within the axes is compared, for letters are the machine's own: a pixel differs
 * if a colour is off by more than a quarter of its range from every pixel next to it; of each plot
 * 1 in 400 may. What was drawn and what differs is then in {@code target/golden/}. If a change was
 * meant, look at it, and renew the pictures:
 *
 * <pre>
 * ./mvnw -Pit verify -pl cli -am -Dtest=GoldenPictureTest -Dsurefire.failIfNoSpecifiedTests=false -Dgolden=renew
 * </pre>
 */
class GoldenPictureTest {
    private static final Path FOLDER = Path.of("src", "test", "resources", "golden");
    private static final Path DRAWN = Path.of("target", "golden");
    private static final boolean RENEW = "renew".equals(System.getProperty("golden"));
    private static final double MOST = 1.0 / 400;
    private static final int OFF = 64;
    private static final int WIDTH = 1200;
    private static final int HEIGHT = 900;

    @TempDir private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "single_drop_fast.snd",
                "blackout_rto.snd",
                "zero_window.snd",
                "queue_overflow_cubic.snd"
            })
    void theGraphsOfAKnownConnection(String name) throws IOException {
        try (Browsing page = Browsing.of(Capture.process(name, folder), WIDTH, HEIGHT)) {
            page.view("#flows=1&theme=light");
            // The panels alone, so that no height depends on the machine's letters.
            page.browser()
                    .run(
                            "(() => { Object.assign(document.getElementById('panels').style,"
                                    + " {position: 'fixed', inset: '0', zIndex: 9, width: '1200px',"
                                    + " height: '900px', background: 'white'}); return ''; })()");
            page.browser().settle();
            List<String> panels =
                    List.of(
                            page.browser()
                                    .run(
                                            "tcbee.panels().filter(p => p.lines.some(l => l.t.length)).map(p => p.id).join(' ')")
                                    .split(" ", -1));
            compare(name, page, panels);
        }
    }

    private static void compare(String name, Browsing page, List<String> panels)
            throws IOException {
        byte[] png = page.browser().screenshot();
        Path golden = FOLDER.resolve(name + ".png");
        if (RENEW) {
            Files.createDirectories(FOLDER);
            Files.write(golden, png);
        }
        BufferedImage expected = ImageIO.read(golden.toFile());
        BufferedImage drawn = ImageIO.read(new ByteArrayInputStream(png));
        assertEquals(expected.getWidth(), drawn.getWidth());
        assertEquals(expected.getHeight(), drawn.getHeight());
        BufferedImage marked = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        List<Executable> checks = new ArrayList<>();
        boolean alike = true;
        for (String panel : panels) {
            double[] box = page.plot(panel);
            double share = difference(expected, drawn, box, marked);
            alike &= share <= MOST;
            checks.add(() ->
                    assertTrue(
                            share <= MOST,
                            "%s, panel %s: %.2f %% of its pixels differ; see %s-*.png"
                                    .formatted(
                                            name,
                                            panel,
                                            100 * share,
                                            DRAWN.resolve(name).toAbsolutePath())));
        }
        if (!alike) {
            Files.createDirectories(DRAWN);
            Files.write(DRAWN.resolve(name + "-drawn.png"), png);
            ImageIO.write(marked, "png", DRAWN.resolve(name + "-differs.png").toFile());
        }
        assertAll(checks);
    }

    /** The share of pixels in {@code box} that differ; they are red in {@code marked}. */
    private static double difference(
            BufferedImage expected, BufferedImage drawn, double[] box, BufferedImage marked) {
        int off = 0;
        int all = 0;
        for (int y = (int) Math.ceil(box[1]) + 1; y < Math.min(HEIGHT - 1, box[3] - 1); y++) {
            for (int x = (int) Math.ceil(box[0]) + 1; x < box[2] - 1; x++) {
                boolean differs = !near(expected, x, y, drawn) || !near(drawn, x, y, expected);
                all++;
                off += differs ? 1 : 0;
                int pale = 0xc0c0c0 | (drawn.getRGB(x, y) & 0x3f3f3f);
                marked.setRGB(x, y, differs ? 0xff0000 : pale);
            }
        }
        return (double) off / Math.max(1, all);
    }

    /** Whether {@code other} has that colour there or next to it. */
    private static boolean near(BufferedImage image, int x, int y, BufferedImage other) {
        int rgb = image.getRGB(x, y);
        for (int i = 0; i < 9; i++) {
            int there = other.getRGB(x - 1 + i % 3, y - 1 + i / 3);
            int far = 0;
            for (int shift = 0; shift < 24; shift += 8) {
                far = Math.max(far, Math.abs((rgb >> shift & 255) - (there >> shift & 255)));
            }
            if (far <= OFF) {
                return true;
            }
        }
        return false;
    }

    /** The comparison can fail: another range of the same connection is found out. */
    @Test
    void aMovedPictureIsSeen() throws IOException {
        BufferedImage golden = ImageIO.read(FOLDER.resolve("single_drop_fast.snd.png").toFile());
        BufferedImage moved = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        moved.getGraphics().drawImage(golden, 4, 0, null);
        double[] box = {60, 30, 900, 300};
        assertTrue(difference(golden, moved, box, moved) > MOST);
    }
}
