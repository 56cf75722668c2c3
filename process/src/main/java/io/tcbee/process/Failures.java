package io.tcbee.process;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which metrics failed, the first time of each in full. */
final class Failures {
    private static final String OURS = Failures.class.getPackageName() + ".";

    private final Map<String, Failure> byMetric = new LinkedHashMap<>();

    private static final class Failure {
        final long connection;
        final long timeNs;
        final Throwable cause;
        long connections;

        Failure(long connection, long timeNs, Throwable cause) {
            this.connection = connection;
            this.timeNs = timeNs;
            this.cause = cause;
        }
    }

    /** Notes that {@code metric} failed at that time of that connection. */
    void add(String metric, long connection, long timeNs, Throwable cause) {
        byMetric.computeIfAbsent(metric, _ -> new Failure(connection, timeNs, cause)).connections++;
    }

    /** One sentence a metric. */
    List<String> sentences() {
        return byMetric.entrySet().stream()
                .map(each -> sentence(each.getKey(), each.getValue()))
                .toList();
    }

    private static String sentence(String metric, Failure failure) {
        String place =
                Arrays.stream(failure.cause.getStackTrace())
                        .filter(frame -> !frame.getClassName().startsWith(OURS))
                        .filter(frame -> !frame.getClassName().startsWith("java."))
                        .findFirst()
                        .map(frame -> " at " + frame.getFileName() + ":" + frame.getLineNumber())
                        .orElse("");
        String others =
                failure.connections == 1
                        ? ""
                        : ", and at " + (failure.connections - 1) + " connections more";
        return "compute %s of connection %d: %s%s, %.6f s after the start%s; what it had told till then is in the database"
                .formatted(
                        metric,
                        failure.connection,
                        failure.cause,
                        place,
                        failure.timeNs / 1e9,
                        others);
    }
}
