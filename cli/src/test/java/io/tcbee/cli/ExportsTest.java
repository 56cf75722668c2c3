package io.tcbee.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tcbee.chromium.Chromium;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** What the page hands out by its menu, and the command line, read by other programs. */
class ExportsTest {
    private static final String NAME = "single_drop_fast.snd";
    private static final String SERIES = "rtt_us,bytes_in_flight,goodput";

    @TempDir private Path folder;
    private Path database;
    private Browsing page;

    @BeforeEach
    void open() throws IOException {
        database = Capture.process(NAME, folder);
        page = Browsing.of(database, 1280, 800);
    }

    @AfterEach
    void close() throws IOException {
        if (page != null) {
            page.close();
        }
    }

    /** Chooses from the menu Save; the file that the browser stored. */
    private Path save(String what) throws Exception {
        Path downloads = Files.createTempDirectory(folder, "downloads");
        page.browser()
                .call(
                        "Browser.setDownloadBehavior",
                        "{\"behavior\":\"allow\",\"downloadPath\":"
                                + Chromium.quote(downloads.toString())
                                + "}");
        page.browser()
                .run(
                        "(() => { const s = document.getElementById('save'); s.value = '"
                                + what
                                + "'; s.dispatchEvent(new Event('change')); return ''; })()");
        for (int i = 0; i < 400; i++) {
            try (Stream<Path> files = Files.list(downloads)) {
                Optional<Path> file =
                        files.filter(each -> !each.toString().endsWith(".crdownload"))
                                .filter(each -> !each.getFileName().toString().startsWith("."))
                                .findFirst();
                if (file.isPresent() && Files.size(file.get()) > 0) {
                    return file.get();
                }
            }
            Thread.sleep(25);
        }
        throw new AssertionError("nothing was saved as " + what);
    }

    /** Rows as text, as the other program told them. */
    private static List<String> ask(String where, String sql) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:" + where);
                Statement statement = duckdb.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            while (result.next()) {
                List<String> cells = new ArrayList<>();
                for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                    cells.add(result.getString(i));
                }
                rows.add(String.join(" ", cells));
            }
        }
        return rows;
    }

    private static final String POINTS =
            "SELECT name, side, time_ns, value::DOUBLE FROM points WHERE connection = 1 AND side = 0 AND"
                    + " name IN ('rtt_us', 'bytes_in_flight', 'goodput') ORDER BY ALL";
    private static final String SAME =
            "SELECT series, CASE side WHEN 'client' THEN 0 ELSE 1 END AS side, time_ns, value::DOUBLE"
                    + " FROM %s ORDER BY ALL";

    private List<String> stored() throws Exception {
        page.close();
        page = null;
        return ask(database.toString(), POINTS);
    }

    @Test
    void everyPointIsInTheCsv() throws Exception {
        page.view("#flows=1&side=client&series=" + SERIES);
        Path drawn = save("csv");
        Path whole = save("points");
        List<String> stored = stored();
        assertTrue(stored.size() > 500, stored.size() + " points");
        assertEquals(stored, ask("", SAME.formatted("read_csv('" + whole + "')")));
        // Of so few points the page has every one.
        assertEquals(stored, ask("", SAME.formatted("read_csv('" + drawn + "')")));
    }

    @Test
    void everyPointIsInTheParquetFile() throws Exception {
        page.view("#flows=1&side=client&series=" + SERIES);
        Path file = save("parquet");
        List<String> stored = stored();
        assertEquals(stored, ask("", SAME.formatted("read_parquet('" + file + "')")));
        assertEquals(
                List.of(
                        "connection BIGINT",
                        "client VARCHAR",
                        "server VARCHAR",
                        "side VARCHAR",
                        "series VARCHAR",
                        "unit VARCHAR",
                        "time_ns BIGINT",
                        "value DOUBLE"),
                ask(
                        "",
                        "SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM read_parquet('"
                                + file
                                + "'))"));
    }

    @Test
    void aRangeIsWhatIsHandedOut() throws Exception {
        page.view("#flows=1&side=client&series=rtt_us&range=50000000,150000000");
        Path file = save("parquet");
        List<String> stored = stored();
        List<String> wanted =
                stored.stream()
                        .filter(row -> row.startsWith("rtt_us "))
                        .filter(row -> {
                            long at = Long.parseLong(row.split(" ", -1)[2]);
                            return at >= 50_000_000 && at <= 150_000_000;
                        })
                        .toList();
        assertFalse(wanted.isEmpty());
        assertEquals(wanted, ask("", SAME.formatted("read_parquet('" + file + "')")));
    }

    /** The grammar, and the segments that tcptrace draws of the same capture. */
    @Test
    void theXplotFileHasTheSegmentsOfTcptrace() throws Exception {
        page.view("#flows=1&side=client");
        Path saved = save("xplot");
        XplotFile ours = XplotFile.read(Files.readAllLines(saved));
        List<XplotFile.Segment> data = segments(ours, 0);
        assertTrue(data.size() > 300, data.size() + " segments");

        Process tcptrace = tcptrace();
        assertEquals(0, tcptrace.waitFor());
        List<String> lines = Files.readAllLines(folder.resolve("a2b_tsg.xpl"));
        XplotFile theirs = XplotFile.read(lines);
        String syn =
                lines.stream()
                        .filter(line -> line.startsWith("diamond "))
                        .findFirst()
                        .orElseThrow();
        long initial = Long.parseLong(syn.split(" ", -1)[2]);
        assertEquals(segments(theirs, initial), data);
        assertEquals(count(theirs, "R"), count(ours, "R"));
        assertEquals(count(theirs, "S"), count(ours, "S"));
        assertEquals(count(theirs, "SYN"), count(ours, "SYN"));
        assertEquals(count(theirs, "FIN"), count(ours, "FIN"));
    }

    private Process tcptrace() throws IOException {
        try {
            return new ProcessBuilder("tcptrace", "-S", folder.resolve(NAME + ".pcap").toString())
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            Assumptions.abort("no tcptrace (apt install tcptrace)");
            throw e;
        }
    }

    /** Data: longer than the single number of a SYN or FIN. */
    private static List<XplotFile.Segment> segments(XplotFile file, long initial) {
        return file.segments().stream()
                .filter(each -> each.colour().equals("white") || each.colour().equals("red"))
                .filter(each -> each.high() - each.low() > 1)
                .map(each ->
                        new XplotFile.Segment(
                                "", each.time(), each.low() - initial, each.high() - initial))
                .toList();
    }

    private static long count(XplotFile file, String words) {
        return file.texts().stream().filter(each -> each.words().equals(words)).count();
    }

    @Test
    void thePicturesArePicturesOfTheirSize() throws Exception {
        page.view("#flows=1&side=client&theme=light");
        BufferedImage png = ImageIO.read(save("png").toFile());
        Element svg = parse(Files.readAllBytes(save("svg"))).getDocumentElement();
        assertEquals(png.getWidth(), 2 * Integer.parseInt(svg.getAttribute("width")));
        assertEquals(png.getHeight(), 2 * Integer.parseInt(svg.getAttribute("height")));
        assertTrue(svg.getElementsByTagName("path").getLength() > 20, "paths");
        assertTrue(svg.getTextContent().contains("Round-trip time"), "titles");
        noReferences(svg);
    }

    @Test
    void theCommandLinesPicturesArePicturesOfTheirSize() throws Exception {
        Path svgFile = folder.resolve("plot.svg");
        Path pngFile = folder.resolve("plot.png");
        for (Path file : List.of(svgFile, pngFile)) {
            Capture.run(
                    "plot",
                    folder.resolve(NAME + ".pcap").toString(),
                    "--size",
                    "800x900",
                    "-o",
                    file.toString());
        }
        BufferedImage png = ImageIO.read(pngFile.toFile());
        assertEquals("1600x1800", png.getWidth() + "x" + png.getHeight());
        Element svg = parse(Files.readAllBytes(svgFile)).getDocumentElement();
        assertEquals("800x900", svg.getAttribute("width") + "x" + svg.getAttribute("height"));
        assertTrue(svg.getElementsByTagName("path").getLength() > 5, "paths");
        noReferences(svg);
    }

    private static Document parse(byte[] xml) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        return factory.newDocumentBuilder().parse(new ByteArrayInputStream(xml));
    }

    private static void noReferences(Element element) {
        for (int i = 0; i < element.getAttributes().getLength(); i++) {
            String value = element.getAttributes().item(i).getNodeValue();
            String name = element.getAttributes().item(i).getNodeName();
            assertTrue(
                    name.startsWith("xmlns") || !value.contains("://"),
                    name + " refers to " + value);
        }
        var children = element.getElementsByTagName("*");
        for (int i = 0; i < children.getLength(); i++) {
            Element child = (Element) children.item(i);
            for (String name : List.of("href", "xlink:href", "src", "style", "fill")) {
                assertFalse(child.getAttribute(name).contains("//"), name);
            }
        }
    }

    /** It is opened from the disk by a browser that has no network. */
    @Test
    void theReportNeedsNothing() throws Exception {
        Path report = folder.resolve("report.html");
        Capture.run("report", folder.resolve(NAME + ".pcap").toString(), "-o", report.toString());
        Chromium browser = page.browser();
        browser.call(
                "Network.emulateNetworkConditions",
                "{\"offline\":true,\"latency\":0,\"downloadThroughput\":0,\"uploadThroughput\":0}");
        browser.requests.clear();
        browser.complaints.clear();
        String address = report.toUri().toString();
        browser.call("Page.navigate", "{\"url\":" + Chromium.quote(address) + "}");
        browser.run(
                "new Promise(done => { const look = () => document.readyState === 'complete' &&"
                        + " location.href !== 'about:blank' ? done('') : setTimeout(look, 20);"
                        + " look(); })");
        assertEquals(List.of(address), List.copyOf(browser.requests));
        assertEquals("0", browser.run("document.scripts.length"));
        assertEquals(
                "",
                browser.run(
                        "[...document.querySelectorAll('[src], [href]')].map(e =>"
                                + " e.getAttribute('src') ?? e.getAttribute('href')).filter(a =>"
                                + " !/^(#|data:)/.test(a)).join(' ')"));
        assertFalse(Files.readString(report).contains("@import"));
        // Its graphs are there, with lines in them.
        BigDecimal paths =
                new BigDecimal(browser.run("document.querySelectorAll('svg path').length"));
        assertTrue(paths.intValue() > 10, paths + " paths");
        assertEquals(
                "true",
                browser.run(
                        "String([...document.querySelectorAll('svg')].every(s =>"
                                + " s.getBoundingClientRect().width > 300))"));
        assertTrue(browser.run("document.body.innerText").contains("10.77.0.1:35032"));
    }
}
