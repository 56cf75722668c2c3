package io.tcbee.it;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** The machine's own tools: the oracles. */
final class Shell {
    private Shell() {}

    /** What the command printed; it must succeed. */
    static String run(String... command) {
        return run(new ProcessBuilder(command));
    }

    static String run(ProcessBuilder builder) {
        try {
            Process process = builder.redirectErrorStream(true).start();
            String out =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new AssertionError(builder.command() + ": " + out);
            }
            return out;
        } catch (IOException e) {
            throw new AssertionError(builder.command().toString(), e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /**
     * What the command prints once that is {@code expected}, or after two seconds: the kernel
     * detaches asynchronously.
     */
    static String settled(String expected, String... command) {
        String out = run(command);
        for (int i = 0; i < 20 && !out.equals(expected); i++) {
            try {
                Thread.sleep(100);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            out = run(command);
        }
        return out;
    }
}
