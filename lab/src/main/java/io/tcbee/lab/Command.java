package io.tcbee.lab;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;

/** A short command of iproute2, run to its end. */
final class Command {
    private Command() {}

    /** Runs {@code words}; its own words are the reason if it fails. */
    static void run(String... words) {
        runWith("", words);
    }

    /** Runs {@code words} with {@code input} on its standard input. */
    static void runWith(String input, String... words) {
        String text = String.join(" ", words);
        try {
            Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
            try (OutputStream in = process.getOutputStream()) {
                in.write(input.getBytes(UTF_8));
            }
            String output = new String(process.getInputStream().readAllBytes(), UTF_8);
            if (process.waitFor() != 0) {
                throw new LabException(text + ": " + output.strip());
            }
        } catch (IOException e) {
            throw new LabException(text + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabException(text + ": interrupted", e);
        }
    }
}
