package io.tcbee.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * How to measure.
 *
 * @param tcbee the launcher of the program that is measured
 * @param directory for traces and captures; on a disk, removed by whoever made it
 * @param repeats rounds of each; in a round every rival has its turn
 * @param warmUp load before the measured one, so that the recorder's code is compiled
 * @param window measured load of each turn
 * @param progress is told each figure as it comes
 */
public record Setting(
        String tcbee,
        Path directory,
        int repeats,
        Duration warmUp,
        Duration window,
        Consumer<String> progress) {
    Path trace() {
        return directory.resolve("trace.tcbee");
    }

    Path capture() {
        return directory.resolve("capture.pcap");
    }

    void tell(String benchmark, String what, Samples samples, int digits) {
        progress.accept(benchmark + ": " + what + " " + samples.text(digits));
    }

    /** The recorder's options for these groups, empty where this version has no groups. */
    String[] groups(String... options) {
        String help = Command.run(tcbee, "record", "--help");
        for (String option : options) {
            if (!help.contains(option)) {
                return new String[0];
            }
        }
        return options;
    }
}
