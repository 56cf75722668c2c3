package io.tcbee.cli;

import io.tcbee.record.Recorder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Cleans up after a recorder that is killed, on kernels without TCX (before Linux 6.6): there the
 * filters at the interfaces do not end with the process. A shell waits for the end of its input,
 * which any death of this process brings, and then runs {@code tcbee doctor --leftovers}.
 */
final class ClsactGuard implements AutoCloseable {
    private static final String CLSACT = "clsact";

    /** A word means that the filters are gone; the end of input that nobody took them away. */
    private static final String WAIT =
            "trap '' INT TERM HUP; read -r word || exec \"$@\" >/dev/null 2>&1";

    private Process shell;

    /** Watches over {@code recorder}; does nothing if all that it attached ends with it. */
    void watch(Recorder recorder) {
        boolean outlives =
                recorder.info().hooks().stream()
                        .anyMatch(hook -> hook.attachedAs().startsWith(CLSACT));
        if (!outlives) {
            return;
        }
        // in a session of its own, so that what kills a group of processes spares it
        List<String> command = new ArrayList<>(List.of("setsid", "sh", "-c", WAIT, "tcbee-guard"));
        command.addAll(Myself.command());
        command.addAll(List.of("doctor", "--leftovers"));
        try {
            shell =
                    new ProcessBuilder(command)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
        } catch (IOException e) {
            throw new UncheckedIOException("guard the clsact filters: " + e.getMessage(), e);
        }
    }

    /** The recorder is closed: its filters are gone. */
    @Override
    public void close() {
        if (shell == null) {
            return;
        }
        try (var input = shell.outputWriter()) {
            input.write("closed\n");
        } catch (IOException _) {
            // it is gone, and so are the filters
        }
    }
}
