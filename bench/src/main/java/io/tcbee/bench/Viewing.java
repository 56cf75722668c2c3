package io.tcbee.bench;

import io.tcbee.model.TcbeeException;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One {@code tcbee view} that runs until it is closed. */
final class Viewing implements AutoCloseable {
    private static final Pattern USED = Pattern.compile("total [^\\n]*?used (\\d+)K");

    private final Process process;
    private final URI uri;
    private final long startedMs;

    private Viewing(Process process, URI uri, long startedMs) {
        this.process = process;
        this.uri = uri;
        this.startedMs = startedMs;
    }

    /**
     * Starts it and waits for its address.
     *
     * @param heap of the JVM at most, MiB
     */
    static Viewing start(String tcbee, Path database, int heap) {
        ProcessBuilder builder =
                new ProcessBuilder(tcbee, "view", database.toString(), "--port", "0")
                        .redirectErrorStream(true);
        builder.environment().put("TCBEE_JAVA_OPTS", "-Xmx" + heap + "m");
        try {
            long started = System.currentTimeMillis();
            Process process = builder.start();
            BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
            String line = out.readLine();
            while (line != null && !line.startsWith("http://")) {
                line = out.readLine();
            }
            if (line == null) {
                throw new TcbeeException("view: it ended with " + process.waitFor());
            }
            return new Viewing(process, URI.create(line.split(" ", 2)[0]), started);
        } catch (IOException e) {
            throw new TcbeeException("start " + tcbee + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TcbeeException("view: interrupted", e);
        }
    }

    URI uri() {
        return uri;
    }

    /** When it was called, ms since 1970. */
    long startedMs() {
        return startedMs;
    }

    /** MiB of its Java heap that are in use, rubbish included. */
    double heapMib() {
        String told = jcmd("GC.heap_info");
        double kib = 0;
        Matcher used = USED.matcher(told);
        while (used.find()) {
            kib += Long.parseLong(used.group(1));
        }
        return kib / 1024;
    }

    /** The same after everything that nobody uses was removed. */
    double liveMib() {
        String _ = jcmd("GC.run");
        return heapMib();
    }

    private String jcmd(String what) {
        return Command.run(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(process.pid()),
                what);
    }

    @Override
    public void close() {
        process.toHandle().destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
