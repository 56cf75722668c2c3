package io.tcbee.bench;

import io.tcbee.model.TcbeeException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The rival: {@code tcpdump -s 96 -w}, in the receiver's namespace, on the second CPU. */
final class Tcpdump implements AutoCloseable {
    private static final Pattern DROPPED = Pattern.compile("(\\d+) packets? dropped by kernel");

    private final Process process;
    private final Path capture;

    private Tcpdump(Process process, Path capture) {
        this.process = process;
        this.capture = capture;
    }

    static boolean exists() {
        return Command.exists("tcpdump");
    }

    /** Returns once it captures. */
    static Tcpdump start(Namespaces namespaces, Path capture) {
        ProcessBuilder builder =
                namespaces.in(
                        Namespaces.FAR,
                        "taskset",
                        "-c",
                        "1",
                        "tcpdump",
                        "-Z",
                        "root",
                        "-n",
                        "-s",
                        "96",
                        "-B",
                        "16384",
                        "-i",
                        Namespaces.FAR,
                        "-w",
                        capture.toString());
        try {
            Process process = builder.redirectErrorStream(true).start();
            var lines = process.inputReader(StandardCharsets.UTF_8);
            String line = lines.readLine();
            while (line != null && !line.contains("listening on")) {
                line = lines.readLine();
            }
            if (line == null) {
                throw new TcbeeException("tcpdump: it ended before it began");
            }
            return new Tcpdump(process, capture);
        } catch (IOException e) {
            throw new TcbeeException("start tcpdump: " + e.getMessage(), e);
        }
    }

    /** Ends it; packets that it lost. */
    long stop() {
        process.toHandle().destroy();
        try {
            var lines = process.inputReader(StandardCharsets.UTF_8);
            long dropped = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Matcher told = DROPPED.matcher(line);
                dropped = told.find() ? Long.parseLong(told.group(1)) : dropped;
            }
            return dropped;
        } catch (IOException e) {
            throw new TcbeeException("tcpdump: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor();
            Files.deleteIfExists(capture);
        } catch (IOException e) {
            throw new TcbeeException("remove " + capture + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
