package io.tcbee.bench;

import io.tcbee.model.TcbeeException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One run of {@code tcbee process}, from its start to its end.
 *
 * @param wallNs time on the clock, start of the JVM included
 * @param cpuSeconds of all its threads, up to the last look
 * @param anonymousMib greatest resident anonymous memory of all looks
 * @param bytes of the database
 */
record Processing(long wallNs, double cpuSeconds, long anonymousMib, long bytes) {
    private static final long LOOK_MS = 25;
    private static final double TICKS_PER_SECOND = 100; // USER_HZ
    private static final int USER_TIME = 11; // fields of /proc/PID/stat behind the name
    private static final int SYSTEM_TIME = 12;

    /** Processes {@code trace}; the database is removed afterwards. */
    static Processing run(String tcbee, Path trace, Path database, String... options) {
        List<String> command =
                new ArrayList<>(
                        List.of(tcbee, "process", trace.toString(), "-o", database.toString()));
        command.addAll(Arrays.asList(options));
        try {
            Files.deleteIfExists(database);
            long start = System.nanoTime();
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            long anonymous = 0;
            double cpu = 0;
            while (!process.waitFor(LOOK_MS, TimeUnit.MILLISECONDS)) {
                anonymous = Math.max(anonymous, anonymousKib(process.pid()));
                cpu = Math.max(cpu, cpuSeconds(process.pid()));
            }
            long wall = System.nanoTime() - start;
            if (process.exitValue() != 0) {
                byte[] printed = process.getInputStream().readAllBytes();
                throw new TcbeeException(
                        "process: " + new String(printed, StandardCharsets.UTF_8).strip());
            }
            return new Processing(wall, cpu, anonymous / 1024, Files.size(database));
        } catch (IOException e) {
            throw new TcbeeException("start " + tcbee + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TcbeeException("process: interrupted", e);
        } finally {
            remove(database);
        }
    }

    private static void remove(Path database) {
        try {
            Files.deleteIfExists(database);
        } catch (IOException e) {
            throw new TcbeeException("remove " + database + ": " + e.getMessage(), e);
        }
    }

    private static long anonymousKib(long pid) {
        return read(Path.of("/proc", Long.toString(pid), "status"))
                .lines()
                .filter(line -> line.startsWith("RssAnon:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElse(0);
    }

    private static double cpuSeconds(long pid) {
        String stat = read(Path.of("/proc", Long.toString(pid), "stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
        return fields.length <= SYSTEM_TIME
                ? 0
                : (Long.parseLong(fields[USER_TIME]) + Long.parseLong(fields[SYSTEM_TIME]))
                        / TICKS_PER_SECOND;
    }

    /** Nothing once the process has ended. */
    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException _) {
            return "";
        }
    }
}
