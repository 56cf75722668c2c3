package io.tcbee.cli;

import io.tcbee.record.Limits;
import java.time.Duration;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** When a recording ends by itself, and how its trace is cut into parts. */
final class LimitOptions {
    private static final int GREATEST_KEEP = 9999;

    @Option(
            names = "--duration",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "End by itself after 500ms, 30s, 5m, 1h.")
    private Duration duration;

    @Option(
            names = "--max-size",
            paramLabel = "SIZE",
            converter = SizeConverter.class,
            description =
                    "End by itself before the trace, all its parts together, exceeds 500MB, 2GiB.")
    private Long maxSize;

    @Option(
            names = "--max-events",
            paramLabel = "N",
            description = "End by itself once N events are stored.")
    private Long maxEvents;

    @Option(
            names = "--rotate",
            paramLabel = "SIZE",
            converter = SizeConverter.class,
            description = {
                "Write parts of at most SIZE instead of one file: trace.0001.tcbee, trace.0002.tcbee, ... Each can be"
                        + " processed alone."
            })
    private Long rotate;

    @Option(
            names = "--keep",
            paramLabel = "N",
            description = "With --rotate: keep the newest N parts, delete older ones.")
    private Integer keep;

    @Spec(Target.MIXEE)
    private CommandSpec spec;

    /**
     * What was given.
     *
     * @throws ParameterException in one sentence if a value is wrong or two contradict each other
     */
    Limits limits() {
        size("--max-size", maxSize);
        size("--rotate", rotate);
        if (maxEvents != null && maxEvents < 1) {
            throw wrong("--max-events: at least 1 event, not " + maxEvents);
        }
        if (keep != null && rotate == null) {
            throw wrong("--keep: there are parts to keep only with --rotate");
        }
        if (keep != null && (keep < 1 || keep > GREATEST_KEEP)) {
            throw wrong("--keep: 1 to " + GREATEST_KEEP + " parts, not " + keep);
        }
        if (rotate != null && maxSize != null && rotate > maxSize) {
            throw wrong(
                    "--rotate: a part of "
                            + rotate
                            + " bytes is larger than --max-size, "
                            + maxSize
                            + " bytes");
        }
        return Limits.NONE
                .withDuration(duration == null ? Duration.ZERO : duration)
                .withMaxBytes(maxSize == null ? 0 : maxSize)
                .withMaxEvents(maxEvents == null ? 0 : maxEvents)
                .withRotation(rotate == null ? 0 : rotate, keep == null ? 0 : keep);
    }

    private void size(String option, Long bytes) {
        if (bytes != null && bytes < Limits.LEAST_BYTES) {
            throw wrong(option + ": at least 1MiB, not " + bytes + " bytes");
        }
    }

    private ParameterException wrong(String sentence) {
        return new ParameterException(spec.commandLine(), sentence);
    }
}
