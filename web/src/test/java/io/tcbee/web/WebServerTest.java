package io.tcbee.web;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tcbee.model.Endpoint;
import io.tcbee.model.Series;
import io.tcbee.model.Side;
import io.tcbee.model.Source;
import io.tcbee.model.TcbeeException;
import io.tcbee.model.Unit;
import io.tcbee.store.Attribute;
import io.tcbee.store.ConnectionRow;
import io.tcbee.store.Loss;
import io.tcbee.store.Run;
import io.tcbee.store.SeriesKey;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WebServerTest {
    private final MemoryStore store = new MemoryStore();
    private final HttpClient client = HttpClient.newHttpClient();
    private WebServer server;

    @BeforeEach
    void serveOneConnection() throws IOException {
        store.runs.add(
                new Run(
                        1,
                        "t",
                        "a \"b\"\\c.tcbee",
                        "host",
                        "6.18",
                        1_795_388_078_123_456_789L,
                        7,
                        2_000,
                        "lo",
                        "packets: tcx\nprobe: tp",
                        "",
                        false,
                        10,
                        3));
        store.catalogue.put(
                "snd_cwnd",
                new Series(
                        "snd_cwnd",
                        Unit.SEGMENTS,
                        "Congestion window.",
                        Source.KERNEL,
                        "RFC 5681"));
        store.losses.add(new Loss(1, 100, 200, "tcx", 1, 3));
        store.connections.add(connection());
        put("snd_cwnd", new long[] {0, 500, 1_000, 9_007_199_254_740_992L}, 10, 11, 12, 4e9);
        server = WebServer.start(store, 0);
    }

    private static ConnectionRow connection() throws IOException {
        byte[] six = InetAddress.getByName("fd00::1").getAddress();
        return new ConnectionRow(
                1,
                1,
                Endpoint.of(new byte[] {10, 0, 0, 1}, 4000),
                Endpoint.of(six, 80),
                Side.CLIENT,
                5,
                Long.MAX_VALUE,
                42,
                "curl",
                "bbr",
                0,
                1_000,
                false,
                true,
                "fin",
                List.of(
                        new Attribute(Side.SERVER, "bytes", 123),
                        new Attribute(null, "events", Double.NaN)));
    }

    private void put(String name, long[] times, double... values) {
        store.lines.put(new SeriesKey(1, Side.CLIENT, name), new MemoryStore.Line(times, values));
    }

    @AfterEach
    void close() {
        server.close();
        client.close();
    }

    private HttpResponse<byte[]> get(String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.uri().resolve(path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.ofByteArray());
    }

    private String text(String path) throws Exception {
        return new String(get(path).body(), StandardCharsets.UTF_8);
    }

    private double[] numbers(String path) throws Exception {
        HttpResponse<byte[]> answer = get(path);
        assertEquals(200, answer.statusCode());
        double[] numbers = new double[answer.body().length / 8];
        ByteBuffer.wrap(answer.body()).order(ByteOrder.LITTLE_ENDIAN).asDoubleBuffer().get(numbers);
        return numbers;
    }

    @Test
    void aRunIsOneJsonObject() throws Exception {
        assertEquals(
                "[{\"id\":1,\"trace\":\"t\",\"source\":\"a \\\"b\\\"\\\\c.tcbee\",\"host\":\"host\","
                        + "\"kernel\":\"6.18\",\"startRealtimeNs\":\"1795388078123456789\","
                        + "\"startMonotonicNs\":\"7\",\"durationNs\":2000,\"interfaces\":\"lo\","
                        + "\"hooks\":\"packets: tcx\\u000aprobe: tp\",\"filters\":\"\","
                        + "\"complete\":false,\"events\":10,\"eventsLost\":3}]",
                text("/runs"));
    }

    @Test
    void aConnectionHasItsAttributesAndAnAbsentNumberIsNull() throws Exception {
        assertEquals(
                "[{\"id\":1,\"run\":1,\"client\":\"10.0.0.1:4000\",\"server\":\"[fd00::1]:80\","
                        + "\"local\":\"client\",\"netns\":5,\"cookie\":\"9223372036854775807\","
                        + "\"pid\":42,\"comm\":\"curl\",\"congestionControl\":\"bbr\",\"startNs\":0,"
                        + "\"endNs\":1000,\"sidesInferred\":false,\"handshakeSeen\":true,"
                        + "\"teardown\":\"fin\",\"attributes\":[{\"side\":\"server\","
                        + "\"name\":\"bytes\",\"value\":123.0},{\"side\":null,\"name\":\"events\","
                        + "\"value\":null}]}]",
                text("/connections"));
    }

    @Test
    void theCatalogueTellsUnitAndDefinition() throws Exception {
        assertEquals(
                "[{\"name\":\"snd_cwnd\",\"unit\":\"segments\",\"definition\":\"Congestion"
                        + " window.\",\"source\":\"kernel\",\"reference\":\"RFC 5681\"}]",
                text("/catalogue"));
    }

    @Test
    void theSeriesOfAConnectionAreListed() throws Exception {
        assertEquals(
                "[{\"connection\":1,\"side\":\"client\",\"name\":\"snd_cwnd\",\"count\":4,"
                        + "\"firstNs\":0,\"lastNs\":9007199254740992,\"min\":10.0,\"max\":4.0E9}]",
                text("/series?connection=1"));
    }

    @Test
    void theLossesOfARunAreListed() throws Exception {
        assertEquals(
                "[{\"fromNs\":100,\"toNs\":200,\"hook\":\"tcx\",\"cpu\":1,\"lost\":3}]",
                text("/losses?run=1"));
    }

    @Test
    void pointsAreSizeTotalTimesAndValuesAsLittleEndianDoubles() throws Exception {
        assertArrayEquals(
                new double[] {3, 2, 0, 500, 1_000, 10, 11, 12},
                numbers(
                        "/points?connection=1&side=client&series=snd_cwnd&from=0&to=600&columns=10"));
    }

    @Test
    void aTimeOf104DaysIsExact() throws Exception {
        assertArrayEquals(
                new double[] {2, 1, 1_000, 9_007_199_254_740_992.0, 12, 4e9},
                numbers(
                        "/points?connection=1&side=client&series=snd_cwnd&from=2000"
                                + "&to=9007199254740992&columns=10"));
    }

    @Test
    void severalSeriesComeInTheirOrderAndOneWithoutPointsIsEmpty() throws Exception {
        put("goodput", new long[] {5}, 0.5);
        assertArrayEquals(
                new double[] {1, 1, 5, 0.5, 0, 0, 2, 1, 0, 500, 10, 11},
                numbers(
                        "/points?from=0&to=499&columns=9"
                                + "&connection=1&side=client&series=goodput"
                                + "&connection=1&side=server&series=nothing"
                                + "&connection=1&side=client&series=snd_cwnd"));
    }

    private static double[] slice(double[] from, int start, int end) {
        return Arrays.copyOfRange(from, start, end);
    }

    @Test
    void aMillionPointsBecomeAtMostFourForEachColumn() throws Exception {
        long[] times = new long[1_000_000];
        double[] values = new double[times.length];
        for (int i = 0; i < times.length; i++) {
            times[i] = i;
            values[i] = i == 654_321 ? 1e6 : i % 7;
        }
        put("many", times, values);
        double[] all =
                numbers(
                        "/points?connection=1&side=client&series=many&from=0&to=999999&columns=100");
        assertEquals(1_000_000, all[1]);
        assertTrue(all[0] <= 400, "points=" + all[0]);
        assertEquals(1e6, Arrays.stream(slice(all, 2, all.length)).max().orElseThrow());
    }

    @Test
    void whatIsNotThereIsToldInOneSentence() throws Exception {
        for (String path :
                List.of(
                        "/series?connection=9",
                        "/losses?run=9",
                        "/points?connection=9&side=client&series=a&from=0&to=1&columns=1",
                        "/nothing.js",
                        "/../WebServer.class",
                        "/io/tcbee/web/WebServer.class")) {
            HttpResponse<byte[]> answer = get(path);
            assertEquals(404, answer.statusCode(), path);
            String sentence = new String(answer.body(), StandardCharsets.UTF_8);
            assertTrue(sentence.matches("find [^\\n]+: [^\\n]+\\n"), sentence);
        }
    }

    @Test
    void whatCannotBeUnderstoodIsToldInOneSentence() throws Exception {
        String series = "connection=1&side=client&series=snd_cwnd";
        for (String query :
                List.of(
                        series,
                        series + "&from=5&to=1&columns=1",
                        series + "&from=0&to=1&columns=0",
                        series + "&from=0&to=1&columns=99999999",
                        series + "&from=x&to=1&columns=1",
                        series + "&side=server&from=0&to=1&columns=1",
                        "connection=1&side=both&series=snd_cwnd&from=0&to=1&columns=1",
                        "from=0&to=1&columns=1&connection=%zz")) {
            HttpResponse<byte[]> answer = get("/points?" + query.replace("%zz", "%25zz"));
            assertEquals(400, answer.statusCode(), query);
            String sentence = new String(answer.body(), StandardCharsets.UTF_8);
            assertTrue(sentence.matches("read [^\\n]+: [^\\n]+\\n"), sentence);
        }
    }

    @Test
    void aForeignHostIsRefused() throws Exception {
        assertEquals(403, get("/runs", "Host", "evil.example").statusCode());
        assertEquals(403, get("/", "Host", "127.0.0.1.evil.example:80").statusCode());
    }

    @Test
    void anotherPortOfThisMachineIsATunnel() throws Exception {
        assertEquals(200, get("/runs", "Host", "localhost:9999").statusCode());
        assertEquals(200, get("/runs", "Host", "[::1]:9999").statusCode());
    }

    @Test
    void aForeignOriginIsRefused() throws Exception {
        assertEquals(403, get("/runs", "Origin", "http://evil.example").statusCode());
        assertEquals(403, get("/runs", "Origin", "null").statusCode());
        assertEquals(403, get("/runs", "Origin", "http://localhost:3000").statusCode());
        String own = "http://127.0.0.1:" + server.uri().getPort();
        assertEquals(200, get("/runs", "Origin", own).statusCode());
    }

    @Test
    void onlyReadingIsAnswered() throws Exception {
        HttpRequest post =
                HttpRequest.newBuilder(server.uri().resolve("/runs"))
                        .POST(BodyPublishers.ofString("x"))
                        .build();
        assertEquals(405, client.send(post, BodyHandlers.discarding()).statusCode());
    }

    @Test
    void itListensOnLoopbackOnly() throws Exception {
        InetAddress other =
                NetworkInterface.networkInterfaces()
                        .flatMap(NetworkInterface::inetAddresses)
                        .filter(address -> !address.isLoopbackAddress())
                        .findFirst()
                        .orElse(null);
        Assumptions.assumeTrue(other != null, "this machine has loopback only");
        try (Socket socket = new Socket()) {
            InetSocketAddress there = new InetSocketAddress(other, server.uri().getPort());
            assertThrows(ConnectException.class, () -> socket.connect(there, 2_000));
        }
    }

    @Test
    void everyAnswerForbidsForeignContent() throws Exception {
        for (String path : List.of("/", "/runs", "/nothing")) {
            HttpResponse<byte[]> answer = get(path);
            String policy = answer.headers().firstValue("Content-Security-Policy").orElse("");
            assertTrue(policy.startsWith("default-src 'self';"), path);
            assertFalse(policy.contains("unsafe"), path);
            assertEquals(
                    "nosniff", answer.headers().firstValue("X-Content-Type-Options").orElse(""));
        }
    }

    @Test
    void aFileThatTheBrowserHasIsNotSentAgain() throws Exception {
        HttpResponse<byte[]> first = get("/app.js");
        String tag = first.headers().firstValue("ETag").orElseThrow();
        HttpResponse<byte[]> second = get("/app.js", "If-None-Match", tag);
        assertEquals(304, second.statusCode());
        assertEquals(0, second.body().length);
    }

    @Test
    void aFileIsCompressedForWhoeverTakesIt() throws Exception {
        byte[] plain = get("/app.js").body();
        HttpResponse<byte[]> packed = get("/app.js", "Accept-Encoding", "gzip");
        assertEquals("gzip", packed.headers().firstValue("Content-Encoding").orElse(""));
        assertTrue(packed.body().length < plain.length);
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(packed.body()))) {
            assertArrayEquals(plain, in.readAllBytes());
        }
    }

    @Test
    void pointsAreCompressedOnlyWhenAskedFor() throws Exception {
        long[] times = new long[1000];
        Arrays.setAll(times, i -> i);
        put("many", times, new double[1000]);
        String path = "/points?connection=1&side=client&series=many&from=0&to=999&columns=100";
        byte[] plain = get(path, "Accept-Encoding", "gzip").body();
        byte[] packed = get(path + "&gzip=yes", "Accept-Encoding", "gzip").body();
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            assertArrayEquals(plain, in.readAllBytes());
        }
    }

    @Test
    void theNoteOfATakenPortNamesIt() {
        int port = server.uri().getPort();
        TcbeeException refused =
                assertThrows(TcbeeException.class, () -> WebServer.start(store, port));
        assertTrue(refused.getMessage().startsWith("listen on 127.0.0.1 port " + port + ": "));
    }

    @Test
    void afterCloseNobodyListens() {
        URI uri = server.uri();
        server.close();
        assertThrows(
                IOException.class,
                () -> client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding()));
    }
}
