package io.tcbee.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;

/**
 * What the wire can carry and how late it delivers; a program to run by hand, results in {@code
 * bench/results/lab.md}.
 *
 * <p>Usage: {@code WireRate MBIT BYTES [MBIT BYTES]...}; rate 0 is unlimited.
 */
final class WireRate {
    private WireRate() {}

    public static void main(String[] args) throws IOException {
        IO.println("mbit\tgoodput\tpackets\tpkt/s\tcpu %\tlost\tlate us p50 p90 p99 max");
        for (int i = 0; i + 1 < args.length; i += 2) {
            measure(Double.parseDouble(args[i]), Long.parseLong(args[i + 1]));
        }
    }

    private static void measure(double mbit, long bytes) throws IOException {
        PathOptions there =
                PathOptions.builder().rateMbit(mbit).delayMs(5).queueBytes(1_000_000).build();
        PathOptions back = PathOptions.builder().delayMs(5).build();
        try (Lab lab = Lab.open(there, back)) {
            TransferResult result = lab.transfer(Transfer.of(bytes));
            double seconds = (result.endNs() - result.startNs()) / 1e9;
            long packets = lab.log().size();
            IO.println(
                    "%.0f\t%.1f\t%d\t%.0f\t%.0f\t%d\t%s"
                            .formatted(
                                    mbit,
                                    result.goodputBitsPerSecond() / 1e6,
                                    packets,
                                    packets / seconds,
                                    wireCpuNs() / seconds / 1e7,
                                    lab.lostBeforeWire(),
                                    lateness(lab.log())));
        }
    }

    /** CPU time of the thread named wire: first number of /proc/PID/task/TID/schedstat, ns. */
    private static long wireCpuNs() throws IOException {
        try (Stream<Path> tasks = Files.list(Path.of("/proc/self/task"))) {
            for (Path task : tasks.toList()) {
                if (nameOf(task).equals("wire")) {
                    String stat = Files.readString(task.resolve("schedstat"));
                    return Long.parseLong(stat.substring(0, stat.indexOf(' ')));
                }
            }
        }
        throw new IOException("no thread named wire");
    }

    private static String nameOf(Path task) {
        try {
            return Files.readString(task.resolve("comm")).strip();
        } catch (IOException e) {
            return ""; // the thread has ended
        }
    }

    private static String lateness(PathLog log) {
        long[] late = new long[(int) log.size()];
        int count = 0;
        for (PathLog.Row row = log.rows(); row.next(); ) {
            if (row.departureNs() >= 0) {
                late[count++] = (row.departureNs() - row.releaseNs()) / 1000;
            }
        }
        Arrays.sort(late, 0, count);
        return "%d %d %d %d"
                .formatted(
                        late[count / 2],
                        late[count * 9 / 10],
                        late[count * 99 / 100],
                        late[count - 1]);
    }
}
