package io.tcbee.it;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * Moves every thread of this program from CPU to CPU, each in its own rhythm, until it is closed.
 */
final class Hopping implements AutoCloseable {
    private static final int PERIOD_MS = 15;

    private final String all = Shell.run("taskset", "-p", pid()).strip().replaceAll(".* ", "");
    private final Thread thread = Thread.ofPlatform().daemon().unstarted(this::run);
    private volatile boolean closed;

    private Hopping() {}

    static Hopping start() {
        Hopping hopping = new Hopping();
        hopping.thread.start();
        return hopping;
    }

    private static String pid() {
        return Long.toString(ProcessHandle.current().pid());
    }

    private void run() {
        int cpus = Runtime.getRuntime().availableProcessors();
        try {
            for (int round = 0; !closed; round++) {
                int turn = round;
                try (Stream<Path> tasks = Files.list(Path.of("/proc/self/task"))) {
                    tasks.forEach(task -> {
                        String tid = task.getFileName().toString();
                        move(tid, Integer.toHexString(1 << (Long.parseLong(tid) + turn) % cpus));
                    });
                }
                Thread.sleep(PERIOD_MS);
            }
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void move(String tid, String mask) {
        try {
            new ProcessBuilder("taskset", "-p", mask, tid)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        Shell.run("taskset", "-ap", all, pid());
    }
}
