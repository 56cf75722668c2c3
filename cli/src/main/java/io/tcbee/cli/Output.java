package io.tcbee.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Who reads what we print. */
final class Output {
    private Output() {}

    /** Whether standard output is a terminal, whatever standard input is. */
    static boolean isTerminal() {
        try {
            String device = Files.readSymbolicLink(Path.of("/proc/self/fd/1")).toString();
            return device.startsWith("/dev/pts/")
                    || device.startsWith("/dev/tty")
                    || device.equals("/dev/console");
        } catch (IOException _) {
            return false; // closed: nobody reads
        }
    }
}
