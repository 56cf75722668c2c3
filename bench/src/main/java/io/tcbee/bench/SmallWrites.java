package io.tcbee.bench;

import io.tcbee.model.TcbeeException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Real TCP: iperf3 writes 64 bytes at a time without delay, two connections, both CPUs busy. */
final class SmallWrites {
    private static final Pattern SUM = Pattern.compile("\\[SUM\\].*?([0-9.]+) Kbits/sec.*receiver");
    private static final int TRIES = 50;

    private SmallWrites() {}

    static boolean exists() {
        return Command.exists("iperf3");
    }

    /**
     * From {@link Namespaces#NEAR} on the first CPU to {@link Namespaces#FAR} on the second.
     *
     * @return goodput in Mbit/s, as the receiver counted it
     */
    static double run(Namespaces namespaces, Duration duration) {
        try {
            Process server =
                    namespaces
                            .in(Namespaces.FAR, "taskset", "-c", "1", "iperf3", "-s", "-1")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            try {
                awaitServer(namespaces);
                return goodput(Command.run(client(namespaces, duration)));
            } finally {
                server.destroyForcibly();
                server.waitFor();
            }
        } catch (IOException e) {
            throw new TcbeeException("start iperf3: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TcbeeException("iperf3: interrupted", e);
        }
    }

    private static ProcessBuilder client(Namespaces namespaces, Duration duration) {
        return namespaces.in(
                Namespaces.NEAR,
                "taskset",
                "-c",
                "0",
                "iperf3",
                "-c",
                Namespaces.FAR_ADDRESS,
                "-C",
                "cubic",
                "-N",
                "-l",
                "64",
                "-P",
                "2",
                "-f",
                "k",
                "-t",
                Long.toString(Math.max(1, duration.toSeconds())));
    }

    private static void awaitServer(Namespaces namespaces) throws InterruptedException {
        for (int i = 0; i < TRIES; i++) {
            if (Command.run(namespaces.in(Namespaces.FAR, "ss", "-Hltn")).contains(":5201")) {
                return;
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
        throw new TcbeeException("iperf3: its server did not listen within a second");
    }

    private static double goodput(String printed) {
        Matcher sum = SUM.matcher(printed);
        if (!sum.find()) {
            throw new TcbeeException("iperf3: it told no goodput: " + printed);
        }
        return Double.parseDouble(sum.group(1)) / 1000;
    }
}
