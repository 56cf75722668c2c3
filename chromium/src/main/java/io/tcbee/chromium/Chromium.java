package io.tcbee.chromium;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A headless Chromium with one page, driven over the DevTools protocol. One thread.
 *
 * <p>A command that fails or is not answered within a minute is an {@link IllegalStateException}
 * with the browser's words.
 */
public final class Chromium implements AutoCloseable {
    private static final Pattern ID = Pattern.compile("\"id\":(\\d+)");
    private static final Pattern URL = Pattern.compile("\"url\":\"([^\"]*)\"");
    private static final Pattern STATUS = Pattern.compile("\"statusCode\":(\\d+)");
    private static final List<String> NAMES =
            List.of("chromium", "chromium-browser", "google-chrome");

    private final Process process;
    private final Path profile;
    private final HttpClient client = HttpClient.newHttpClient();
    private final AtomicInteger ids = new AtomicInteger();
    private final Map<Integer, CompletableFuture<String>> open = new ConcurrentHashMap<>();
    private WebSocket socket;

    /** Addresses that were asked for. */
    public final List<String> requests = new CopyOnWriteArrayList<>();

    /** What servers answered, refused by the browser or not. */
    public final List<Answer> answers = new CopyOnWriteArrayList<>();

    /** What the page reported as wrong: exceptions, console errors, refused content. */
    public final List<String> complaints = new CopyOnWriteArrayList<>();

    /**
     * One answer of a server.
     *
     * @param url that was asked for
     * @param status as the server sent it
     */
    public record Answer(String url, int status) {}

    private final Map<String, String> asked = new ConcurrentHashMap<>(); // address by request

    private Chromium(Process process, Path profile) {
        this.process = process;
        this.profile = profile;
    }

    /** The browser of this machine, if there is one. */
    public static Optional<Path> find() {
        return Stream.of(System.getenv("PATH").split(":"))
                .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /**
     * A browser with an empty page.
     *
     * @param width of the window, CSS pixels
     * @param height of the window, CSS pixels
     * @param more arguments of the browser, as {@code --host-resolver-rules=...}
     */
    public static Chromium start(Path binary, int width, int height, String... more)
            throws IOException {
        Path profile = Files.createTempDirectory("tcbee-chromium");
        List<String> command =
                new ArrayList<>(
                        List.of(
                                binary.toString(),
                                "--headless",
                                "--no-sandbox",
                                "--disable-gpu",
                                "--disable-quic",
                                "--no-first-run",
                                "--disable-background-networking",
                                "--disable-component-update",
                                "--disable-sync",
                                "--force-color-profile=srgb",
                                "--force-device-scale-factor=1",
                                "--window-size=" + width + "," + height,
                                "--user-data-dir=" + profile,
                                "--remote-debugging-port=0"));
        command.addAll(List.of(more));
        command.add("about:blank");
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        Chromium browser = new Chromium(process, profile);
        browser.connect();
        return browser;
    }

    private void connect() throws IOException {
        Path port = profile.resolve("DevToolsActivePort");
        await(
                "the browser's port",
                () -> Files.exists(port) && Files.readAllLines(port).size() > 1);
        List<String> lines = Files.readAllLines(port);
        open(URI.create("ws://127.0.0.1:" + lines.get(0) + lines.get(1)));
        String target = call("Target.createTarget", "{\"url\":\"about:blank\"}");
        String id = text(target, "targetId");
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
        open(URI.create("ws://127.0.0.1:" + lines.get(0) + "/devtools/page/" + id));
        for (String domain : List.of("Page", "Runtime", "Network", "Log")) {
            call(domain + ".enable", "{}");
        }
    }

    private void open(URI uri) {
        socket = client.newWebSocketBuilder().buildAsync(uri, new Listener()).join();
    }

    private final class Listener implements WebSocket.Listener {
        private final StringBuilder message = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            message.append(data);
            if (last) {
                received(message.toString());
                message.setLength(0);
            }
            from.request(1);
            return null;
        }
    }

    private void received(String message) {
        if (message.startsWith("{\"id\":")) {
            Matcher id = ID.matcher(message);
            CompletableFuture<String> answer =
                    id.find() ? open.remove(Integer.parseInt(id.group(1))) : null;
            if (answer != null) {
                answer.complete(message);
            }
        } else if (message.contains("\"method\":\"Network.requestWillBeSent\"")) {
            Matcher url = URL.matcher(message.substring(message.indexOf("\"request\":")));
            if (url.find()) {
                requests.add(url.group(1));
                asked.put(text(message, "requestId"), url.group(1));
            }
        } else if (message.contains("\"method\":\"Network.responseReceivedExtraInfo\"")) {
            Matcher status = STATUS.matcher(message);
            if (status.find()) {
                String url = asked.getOrDefault(text(message, "requestId"), "");
                answers.add(new Answer(url, Integer.parseInt(status.group(1))));
            }
        } else if (message.contains("\"method\":\"Runtime.exceptionThrown\"")
                || message.contains("\"method\":\"Log.entryAdded\"")
                || (message.contains("\"method\":\"Runtime.consoleAPICalled\"")
                        && message.contains("\"type\":\"error\""))) {
            complaints.add(message);
        }
    }

    /** Sends one command and waits for its answer, JSON as it came. */
    public String call(String method, String parameters) {
        int id = ids.incrementAndGet();
        CompletableFuture<String> answer = new CompletableFuture<>();
        open.put(id, answer);
        socket.sendText(
                        "{\"id\":"
                                + id
                                + ",\"method\":\""
                                + method
                                + "\",\"params\":"
                                + parameters
                                + "}",
                        true)
                .join();
        try {
            String message = answer.get(60, TimeUnit.SECONDS);
            if (message.contains("\"error\":{")) {
                throw new IllegalStateException(method + ": " + message);
            }
            return message;
        } catch (TimeoutException e) {
            throw new IllegalStateException(method + ": no answer", e);
        } catch (Exception e) {
            throw new IllegalStateException(method, e);
        }
    }

    /** Runs {@code script}, which may be a promise, in the page; its value as text. */
    public String run(String script) {
        String answer =
                call(
                        "Runtime.evaluate",
                        "{\"expression\":"
                                + quote("Promise.resolve(" + script + ").then(String)")
                                + ",\"awaitPromise\":true,\"returnByValue\":true}");
        if (answer.contains("\"exceptionDetails\"")) {
            throw new IllegalStateException(script + ": " + answer);
        }
        return text(answer, "value");
    }

    /** Opens {@code address} and waits until the page has nothing more to do. */
    public void go(String address) {
        call("Page.navigate", "{\"url\":" + quote(address) + "}");
        settle();
    }

    /** Waits until the page has nothing more to do. */
    public void settle() {
        await(
                "the page",
                () ->
                        run("document.readyState === 'complete' && Boolean(globalThis.tcbee)"
                                        + " && document.querySelectorAll('#panels > *').length > 0"
                                        + " && tcbee.idle() && new Promise(done => setTimeout(()"
                                        + " => done(tcbee.idle()), 120))")
                                .equals("true"));
    }

    /**
     * Makes the page as large as that.
     *
     * @param ratio device pixels of a CSS pixel
     */
    public void resize(int width, int height, double ratio) {
        call(
                "Emulation.setDeviceMetricsOverride",
                "{\"width\":"
                        + width
                        + ",\"height\":"
                        + height
                        + ",\"deviceScaleFactor\":"
                        + ratio
                        + ",\"mobile\":false}");
    }

    /**
     * One event of the mouse.
     *
     * @param kind mousePressed, mouseReleased, mouseMoved, mouseWheel
     * @param modifiers 1 alt, 2 control, 8 shift
     */
    public void mouse(String kind, double x, double y, double wheel, int modifiers) {
        String button =
                kind.equals("mousePressed") || kind.equals("mouseReleased") ? "left" : "none";
        call(
                "Input.dispatchMouseEvent",
                "{\"type\":\""
                        + kind
                        + "\",\"x\":"
                        + x
                        + ",\"y\":"
                        + y
                        + ",\"deltaX\":0,\"deltaY\":"
                        + wheel
                        + ",\"button\":\""
                        + button
                        + "\",\"clickCount\":1,\"modifiers\":"
                        + modifiers
                        + "}");
    }

    /** Presses and releases a key. */
    public void key(String key) {
        String text = key.length() == 1 ? ",\"text\":" + quote(key) : "";
        call("Input.dispatchKeyEvent", "{\"type\":\"keyDown\",\"key\":" + quote(key) + text + "}");
        call("Input.dispatchKeyEvent", "{\"type\":\"keyUp\",\"key\":" + quote(key) + "}");
    }

    /** What is seen, as PNG. */
    public byte[] screenshot() {
        return Base64.getDecoder()
                .decode(text(call("Page.captureScreenshot", "{\"format\":\"png\"}"), "data"));
    }

    private interface Condition {
        boolean holds() throws IOException;
    }

    private static void await(String what, Condition condition) {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        try {
            while (!condition.holds()) {
                if (System.nanoTime() > end) {
                    throw new IllegalStateException("waited too long for " + what);
                }
                Thread.sleep(25);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The text of the first member {@code name} of {@code json}. */
    public static String text(String json, String name) {
        Matcher matcher =
                Pattern.compile("\"" + name + "\":\"((?:[^\"\\\\]|\\\\.)*+)\"").matcher(json);
        if (!matcher.find()) {
            throw new IllegalStateException("no " + name + " in " + json);
        }
        StringBuilder plain = new StringBuilder();
        String quoted = matcher.group(1);
        for (int i = 0; i < quoted.length(); i++) {
            char c = quoted.charAt(i);
            if (c != '\\') {
                plain.append(c);
                continue;
            }
            char code = quoted.charAt(++i);
            switch (code) {
                case 'n' -> plain.append('\n');
                case 't' -> plain.append('\t');
                case 'u' -> {
                    plain.append((char) Integer.parseInt(quoted.substring(i + 1, i + 5), 16));
                    i += 4;
                }
                default -> plain.append(code);
            }
        }
        return plain.toString();
    }

    /** As a string of JSON, or of a script. */
    public static String quote(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
    }

    @Override
    public void close() throws IOException {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        client.shutdownNow();
        try (Stream<Path> files = Files.walk(profile)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        } catch (UncheckedIOException e) {
            // A dying browser may still remove files of its own; what is left lies in /tmp.
            profile.toFile().deleteOnExit();
        }
    }
}
