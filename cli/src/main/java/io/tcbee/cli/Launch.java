package io.tcbee.cli;

import io.tcbee.record.Recorder;
import io.tcbee.trace.HookCounts;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command whose connections are recorded, with this process's input and output. */
final class Launch {
    /** So long a command may take to end by the terminal's own Ctrl-C before it is asked to. */
    private static final Duration OWN_WAY = Duration.ofSeconds(1);

    /** So long it may take once it was asked to end. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final int LOOKS = 20;
    private static final int LOOK_MS = 50;

    /**
     * Nothing for so long is the end of its connections, which is not waited for longer than that.
     */
    private static final Duration SILENCE = Duration.ofMillis(200);

    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(5);

    /** Of a process that a signal ended, Java tells 128 and the signal's number. */
    private static final int SIGNALS = 128;

    @Option(
            names = CommandLineTail.MARK,
            arity = "0..*",
            hidden = true, // the synopsis shows it where it stands
            parameterConsumer = CommandLineTail.class,
            description = "The command to run.")
    private List<String> words = List.of();

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    private Process process;

    /** Whether there is a command. */
    boolean given() {
        return !words.isEmpty();
    }

    /**
     * @throws ParameterException if there is no such program
     */
    void require() {
        if (given() && !exists(words.getFirst())) {
            throw new ParameterException(
                    spec.commandLine(), "--: there is no command " + words.getFirst());
        }
    }

    private static boolean exists(String program) {
        if (program.indexOf('/') >= 0) {
            return Files.isExecutable(Path.of(program));
        }
        String path = System.getenv().getOrDefault("PATH", "/usr/bin:/bin");
        for (String folder : path.split(File.pathSeparator, -1)) {
            if (Files.isExecutable(Path.of(folder.isEmpty() ? "." : folder, program))) {
                return true;
            }
        }
        return false;
    }

    /** Starts it, if there is one: recording has begun. */
    void start() {
        if (!given()) {
            return;
        }
        try {
            process = new ProcessBuilder(words).inheritIO().start();
        } catch (IOException e) {
            throw new ParameterException(spec.commandLine(), "--: " + e.getMessage(), e);
        }
    }

    /**
     * Waits a second at most.
     *
     * @return whether the recording or the command has ended, and its last connections are silent
     */
    boolean awaitEnd(Recorder recorder) throws InterruptedException {
        if (!given()) {
            return recorder.awaitEnd(Duration.ofSeconds(1));
        }
        for (int i = 0; i < LOOKS; i++) {
            if (recorder.awaitEnd(Duration.ZERO)) {
                return true;
            }
            if (process.waitFor(LOOK_MS, TimeUnit.MILLISECONDS)) {
                awaitSilence(recorder);
                return true;
            }
        }
        return false;
    }

    /** Until nothing was recorded for a while: what the kernel has still to send and to hear. */
    private static void awaitSilence(Recorder recorder) throws InterruptedException {
        long until = System.nanoTime() + LONGEST_SILENCE.toNanos();
        long before = -1;
        long now = events(recorder);
        while (now != before && System.nanoTime() - until < 0) {
            before = now;
            if (recorder.awaitEnd(SILENCE)) {
                return;
            }
            now = events(recorder);
        }
    }

    private static long events(Recorder recorder) {
        return recorder.counts().stream().mapToLong(HookCounts::events).sum();
    }

    /** Lets a command that still runs end its own way, then asks it to (SIGTERM), then waits. */
    void end() {
        try {
            if (process == null || ends(OWN_WAY)) {
                return;
            }
            process.destroy();
            if (!ends(PATIENCE)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException _) {
            process.destroyForcibly();
        }
    }

    private boolean ends(Duration limit) throws InterruptedException {
        return process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS);
    }

    /**
     * Waits for a command that outlives the recording; what became of it, one sentence, or nothing
     * if there is none.
     */
    Optional<String> outcome() {
        if (process == null) {
            return Optional.empty();
        }
        boolean ended = process.onExit().isDone();
        try {
            int status = process.waitFor();
            String how =
                    status > SIGNALS ? "by signal " + (status - SIGNALS) : "with status " + status;
            String later = ended ? "" : ", after the recording";
            return Optional.of(words.getFirst() + " ended " + how + later);
        } catch (InterruptedException _) {
            end();
            return Optional.of(words.getFirst() + " was ended");
        }
    }
}
