package io.tcbee.bench;

import io.tcbee.model.TcbeeException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code tcbee record} as its users start it, in the receiver's namespace. */
final class Recording implements AutoCloseable {
    private static final String CPU = "1";
    private static final String READY = "recording ";
    private static final Pattern TOTAL = Pattern.compile("(?m)^(\\d+) events in .*, (\\d+) lost$");
    private static final long TICKS_PER_SECOND = 100; // USER_HZ
    private static final long KIBIBYTE = 1024;

    private final Process process;
    private final BufferedReader lines;
    private final Path trace;
    private final long startupNs;
    private final StringBuilder printed = new StringBuilder();

    /**
     * How it ended.
     *
     * @param stored events in the trace
     * @param bytes of the trace
     */
    record Total(long stored, long lost, long bytes) {}

    private Recording(Process process, Path trace, long startedNs) {
        this.process = process;
        this.lines = process.inputReader(StandardCharsets.UTF_8);
        this.trace = trace;
        awaitReady();
        startupNs = System.nanoTime() - startedNs;
    }

    /**
     * Starts {@code tcbee} with {@code options} on the second CPU and returns once it records.
     *
     * @param tcbee the launcher
     * @param trace is removed at the end
     */
    static Recording start(Namespaces namespaces, String tcbee, Path trace, String... options) {
        return start(namespaces, List.of("taskset", "-c", CPU, tcbee), trace, options);
    }

    /** As {@link #start}, on whatever CPU the kernel chooses. */
    static Recording startAnywhere(
            Namespaces namespaces, String tcbee, Path trace, String... options) {
        return start(namespaces, List.of(tcbee), trace, options);
    }

    private static Recording start(
            Namespaces namespaces, List<String> tcbee, Path trace, String... options) {
        List<String> command = new ArrayList<>(tcbee);
        command.addAll(List.of("record", "-q", "-o", trace.toString()));
        command.addAll(Arrays.asList(options));
        ProcessBuilder builder = namespaces.in(Namespaces.FAR, command.toArray(String[]::new));
        long started = System.nanoTime();
        try {
            return new Recording(builder.redirectErrorStream(true).start(), trace, started);
        } catch (IOException e) {
            throw new TcbeeException("start " + tcbee.getLast() + ": " + e.getMessage(), e);
        }
    }

    private void awaitReady() {
        for (String line = line(); line != null; line = line()) {
            if (line.startsWith(READY)) {
                return;
            }
        }
        throw new TcbeeException("record: it ended before it began: " + printed);
    }

    private String line() {
        try {
            String line = lines.readLine();
            if (line != null) {
                printed.append(line).append('\n');
            }
            return line;
        } catch (IOException e) {
            throw new TcbeeException("record: " + e.getMessage(), e);
        }
    }

    long pid() {
        return process.pid();
    }

    /** From its start to the line that says that it records, ns. */
    long startupNs() {
        return startupNs;
    }

    /** CPU time of the whole process so far, s. */
    double cpuSeconds() {
        String stat = read(Path.of("/proc/" + pid() + "/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12]))
                / (double) TICKS_PER_SECOND;
    }

    /** CPU time so far of the thread that drains the rings, ns (schedstat). */
    long drainCpuNs() {
        try (var threads = Files.list(Path.of("/proc/" + pid() + "/task"))) {
            return threads.filter(task -> read(task.resolve("comm")).startsWith("tcbee-drain"))
                    .mapToLong(task ->
                            Long.parseLong(read(task.resolve("schedstat")).split(" ", -1)[0]))
                    .sum();
        } catch (IOException e) {
            throw new TcbeeException("read the threads of " + pid() + ": " + e.getMessage(), e);
        }
    }

    /** Resident memory without that of the rings, bytes. */
    long memory() {
        long rss = 0;
        boolean ring = false;
        for (String line : read(Path.of("/proc/" + pid() + "/smaps")).lines().toList()) {
            if (Character.isDigit(line.charAt(0)) || Character.isLowerCase(line.charAt(0))) {
                ring = line.contains("bpf");
            } else if (line.startsWith("Rss:") && !ring) {
                rss += Long.parseLong(line.replaceAll("\\D", "")) * KIBIBYTE;
            }
        }
        return rss;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new TcbeeException("read " + file + ": " + e.getMessage(), e);
        }
    }

    /** Ends it as Ctrl-C does. */
    Total stop() {
        process.toHandle().destroy(); // Process.destroy would close its output
        while (line() != null) {
            // its last words
        }
        try {
            if (!process.waitFor(1, TimeUnit.MINUTES)) {
                throw new TcbeeException("record: it did not end within a minute: " + printed);
            }
            Matcher total = TOTAL.matcher(printed);
            if (!total.find()) {
                throw new TcbeeException("record: it told no totals: " + printed);
            }
            long bytes = Files.size(trace);
            return new Total(Long.parseLong(total.group(1)), Long.parseLong(total.group(2)), bytes);
        } catch (IOException e) {
            throw new TcbeeException("record: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TcbeeException("record: interrupted", e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor();
            Files.deleteIfExists(trace);
        } catch (IOException e) {
            throw new TcbeeException("remove " + trace + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
