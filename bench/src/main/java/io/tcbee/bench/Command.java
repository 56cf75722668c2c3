package io.tcbee.bench;

import io.tcbee.model.TcbeeException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A short command of this machine, run to its end. */
final class Command {
    private Command() {}

    /**
     * What it printed.
     *
     * @throws TcbeeException with its own words if it fails
     */
    static String run(String... words) {
        return run(new ProcessBuilder(words));
    }

    static String run(ProcessBuilder builder) {
        String text = String.join(" ", builder.command());
        try {
            Process process = builder.redirectErrorStream(true).start();
            process.getOutputStream().close();
            String printed =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new TcbeeException(text + ": " + printed.strip());
            }
            return printed;
        } catch (IOException e) {
            throw new TcbeeException(text + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TcbeeException(text + ": interrupted", e);
        }
    }

    /** Whether this machine has a command of that name. */
    static boolean exists(String name) {
        String places = System.getenv("PATH") + ":/usr/sbin:/sbin";
        return List.of(places.split(":", -1)).stream()
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
    }
}
