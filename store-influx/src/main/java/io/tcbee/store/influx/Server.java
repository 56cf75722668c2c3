package io.tcbee.store.influx;

import io.tcbee.store.StoreException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An InfluxDB server and one of its databases, over HTTP.
 *
 * <p>What failed on the way or on the server's side is sent again, after a wait that doubles: a
 * point that is written twice is one point. What the server refuses is not.
 */
final class Server implements AutoCloseable {
    private static final int ATTEMPTS = 6;
    private static final Duration FIRST_WAIT = Duration.ofMillis(200);
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Pattern ERROR =
            Pattern.compile("\"(?:error|message)\":\"((?:[^\"\\\\]|\\\\.)*)\"");

    private final InfluxLocation location;
    private final Credentials credentials;
    private final HttpClient http;
    private final Duration firstWait;
    private final String writePath;

    private Server(InfluxLocation location, Credentials credentials, Duration firstWait) {
        this.location = location;
        this.credentials = credentials;
        this.firstWait = firstWait;
        http =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(CONNECT)
                        .build();
        writePath = writePath(version());
    }

    /** The server at {@code location}, which answers. */
    static Server of(InfluxLocation location, Credentials credentials) {
        return new Server(location, credentials, FIRST_WAIT);
    }

    static Server of(InfluxLocation location, Credentials credentials, Duration firstWait) {
        return new Server(location, credentials, firstWait);
    }

    InfluxLocation location() {
        return location;
    }

    private String version() {
        HttpResponse<InputStream> answer = send("open", "/ping", null);
        read(answer);
        return answer.headers().firstValue("X-Influxdb-Version").orElse("");
    }

    /** The second interface where there is a token for it. */
    private String writePath(String version) {
        if (!credentials.token()) {
            return "/write?precision=ns&db=" + encoded(location.database());
        }
        if (version.matches("v?(0\\.|1\\.[0-7]\\.).*")) {
            throw new StoreException(
                    "open %s: InfluxDB %s takes no token; give INFLUX_USERNAME and INFLUX_PASSWORD"
                            .formatted(location, version));
        }
        return "/api/v2/write?precision=ns&org=%s&bucket=%s"
                .formatted(encoded(credentials.organization()), encoded(location.database()));
    }

    /** Writes points in line protocol; all of them are in the database afterwards. */
    void write(byte[] lines, int length) {
        HttpResponse<InputStream> answer =
                send("write", writePath, BodyPublishers.ofByteArray(lines, 0, length));
        String body = read(answer);
        if (answer.statusCode() / 100 != 2) {
            throw refused("write", answer.statusCode(), body);
        }
    }

    /** Does what a statement says that changes something. */
    void execute(String statement) {
        HttpResponse<InputStream> answer =
                send("change", queryPath(), BodyPublishers.ofString("q=" + encoded(statement)));
        String body = read(answer);
        Matcher error = ERROR.matcher(body);
        if (answer.statusCode() / 100 != 2 || error.find()) {
            throw refused("change", answer.statusCode(), body);
        }
    }

    /** Takes one row of an answer. */
    interface RowSink {
        void row(Csv row);
    }

    /** Asks, and hands over the rows of the answer one by one. */
    void query(String statement, RowSink sink) {
        HttpResponse<InputStream> answer =
                send("read", queryPath(), BodyPublishers.ofString("q=" + encoded(statement)));
        if (answer.statusCode() / 100 != 2) {
            throw refused("read", answer.statusCode(), read(answer));
        }
        try (BufferedReader reader =
                new BufferedReader(
                        new InputStreamReader(answer.body(), StandardCharsets.UTF_8), 1 << 16)) {
            Csv csv = new Csv(reader);
            while (csv.next()) {
                if (csv.isError()) {
                    throw refused("read", answer.statusCode(), csv.text("error"));
                }
                sink.row(csv);
            }
        } catch (IOException e) {
            throw new StoreException("read " + location + ": " + e, e);
        }
    }

    private String queryPath() {
        return "/query?epoch=ns&chunked=true&db=" + encoded(location.database());
    }

    private HttpResponse<InputStream> send(String attempt, String path, BodyPublisher body) {
        URI uri = URI.create("http://" + location.host() + ":" + location.port() + path);
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri)
                        .timeout(PATIENCE)
                        .header(
                                "Accept",
                                attempt.equals("read") ? "application/csv" : "application/json");
        if (!credentials.header().isEmpty()) {
            request.header("Authorization", credentials.header());
        }
        if (body == null) {
            request.GET();
        } else {
            request.POST(body);
            request.header(
                    "Content-Type",
                    path.startsWith("/query")
                            ? "application/x-www-form-urlencoded"
                            : "text/plain; charset=utf-8");
        }
        return send(attempt, request.build());
    }

    private HttpResponse<InputStream> send(String attempt, HttpRequest request) {
        Duration wait = firstWait;
        for (int i = 1; ; i++) {
            String reason;
            Exception cause = null;
            try {
                HttpResponse<InputStream> answer = http.send(request, BodyHandlers.ofInputStream());
                if (answer.statusCode() < 500 && answer.statusCode() != 429) {
                    return answer;
                }
                reason = sentence(answer.statusCode(), read(answer));
            } catch (ConnectException e) {
                reason = "no server answers there";
                cause = e;
            } catch (IOException e) {
                reason = e.toString();
                cause = e;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new StoreException(attempt + " " + location + ": interrupted", e);
            }
            if (i == ATTEMPTS) {
                throw new StoreException(
                        "%s %s: %s, after %d attempts".formatted(attempt, location, reason, i),
                        cause);
            }
            pause(attempt, wait);
            wait = wait.multipliedBy(2);
        }
    }

    private void pause(String attempt, Duration wait) {
        try {
            Thread.sleep(wait);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException(attempt + " " + location + ": interrupted", e);
        }
    }

    private StoreException refused(String attempt, int status, String body) {
        return new StoreException(attempt + " " + location + ": " + sentence(status, body));
    }

    private static String sentence(int status, String body) {
        Matcher error = ERROR.matcher(body);
        // In JSON, or, where CSV was asked for, a line of its own.
        String reason =
                error.find()
                        ? error.group(1).replaceAll("\\\\(.)", "$1")
                        : body.strip().replaceFirst("^error\\R", "");
        String what =
                switch (status) {
                    case 401, 403 ->
                            "the server wants another name or password (INFLUX_USERNAME, INFLUX_PASSWORD or INFLUX_TOKEN)";
                    case 404 -> "the server has no such database";
                    case 413 -> "the batch is too large for the server";
                    default ->
                            status / 100 == 5
                                    ? "the server failed (" + status + ")"
                                    : "the server refused";
                };
        return reason.isEmpty() ? what : what + ": " + reason;
    }

    private static String read(HttpResponse<InputStream> answer) {
        try (InputStream body = answer.body()) {
            return new String(body.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        http.close();
    }
}
