package io.tcbee.it;

import io.tcbee.lab.LabNamespace;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** TCBee as its users start it: the launcher at the root of the checkout. */
final class Tcbee {
    static final String LAUNCHER = Path.of("").toAbsolutePath().resolveSibling("tcbee").toString();

    private Tcbee() {}

    /** What a command printed, and how it ended. */
    record Result(int exit, String out, String err) {
        /**
         * The rows of a tab-separated table, by the names of its head.
         *
         * @return in order
         */
        List<Map<String, String>> table() {
            List<String> lines = out.lines().toList();
            String[] head = lines.getFirst().split("\t", -1);
            List<Map<String, String>> rows = new ArrayList<>();
            for (String line : lines.subList(1, lines.size())) {
                String[] cells = line.split("\t", -1);
                Map<String, String> row = new HashMap<>();
                for (int i = 0; i < head.length; i++) {
                    row.put(head[i], cells[i]);
                }
                rows.add(row);
            }
            return rows;
        }
    }

    static ProcessBuilder command(String... arguments) {
        return new ProcessBuilder(with(arguments));
    }

    static ProcessBuilder command(LabNamespace namespace, String... arguments) {
        return namespace.processBuilder(with(arguments));
    }

    static Result run(String... arguments) {
        return run(command(arguments));
    }

    /** Runs a command to its end, two minutes at most. */
    static Result run(ProcessBuilder builder) {
        try {
            Path err = java.nio.file.Files.createTempFile("tcbee-it", ".err");
            Process process = builder.redirectError(err.toFile()).start();
            process.getOutputStream().close();
            String out =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(2, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new AssertionError("still running after two minutes: " + builder.command());
            }
            String errors = java.nio.file.Files.readString(err);
            java.nio.file.Files.delete(err);
            return new Result(process.exitValue(), out, errors);
        } catch (IOException e) {
            throw new AssertionError(builder.command().toString(), e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** A recording that has begun. */
    static final class Recording {
        private final Process process;
        private final BufferedReader lines;
        private final StringBuilder printed = new StringBuilder();

        private Recording(Process process) {
            this.process = process;
            this.lines = process.inputReader(StandardCharsets.UTF_8);
        }

        /** Starts {@code builder}, a record command, and returns once it records. */
        static Recording start(ProcessBuilder builder) {
            try {
                Recording recording = new Recording(builder.redirectErrorStream(true).start());
                for (String line = recording.lines.readLine();
                        line != null;
                        line = recording.lines.readLine()) {
                    recording.printed.append(line).append('\n');
                    if (line.startsWith("recording ")) {
                        return recording;
                    }
                }
                throw new AssertionError("it ended before it recorded: " + recording.printed);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        long pid() {
            return process.pid();
        }

        /** Ends it as Ctrl-C does and waits. */
        Result stop() {
            process.toHandle().destroy(); // Process.destroy would close its output
            return await();
        }

        /** Ends it as {@code kill -9} does and waits. */
        Result kill() {
            process.toHandle().destroyForcibly();
            return await();
        }

        Result await() {
            try {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    printed.append(line).append('\n');
                }
                if (!process.waitFor(1, TimeUnit.MINUTES)) {
                    process.destroyForcibly();
                    throw new AssertionError(
                            "the recording did not end within a minute: " + printed);
                }
                return new Result(process.exitValue(), printed.toString(), "");
            } catch (IOException e) {
                throw new AssertionError(e);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    private static String[] with(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(LAUNCHER);
        command.addAll(Arrays.asList(arguments));
        return command.toArray(String[]::new);
    }
}
