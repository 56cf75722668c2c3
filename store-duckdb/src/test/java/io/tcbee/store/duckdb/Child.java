package io.tcbee.store.duckdb;

import io.tcbee.store.FlowStore;
import io.tcbee.store.FlowStoreProvider.Mode;
import io.tcbee.store.FlowWriter;
import io.tcbee.store.Rows;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Another process that has a database open until it is killed. */
final class Child implements AutoCloseable {
    private final Process process;

    private Child(Process process) {
        this.process = process;
    }

    /**
     * @param what {@code hold}: open it; {@code write}: and write half a run into it
     */
    static Child start(String what, Path file) throws IOException {
        String path =
                System.getProperty("java.class.path")
                        + File.pathSeparator
                        + System.getProperty("jdk.module.path", "")
                        + File.pathSeparator
                        + "target/test-classes";
        Process process =
                new ProcessBuilder(
                                ProcessHandle.current().info().command().orElseThrow(),
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                path,
                                Child.class.getName(),
                                what,
                                file.toString())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            if (!"ready".equals(output.readLine())) {
                process.destroyForcibly();
                throw new IOException("the child did not start");
            }
        }
        return new Child(process);
    }

    long pid() {
        return process.pid();
    }

    /** SIGKILL, as the machine or its user would. */
    void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    @Override
    public void close() {
        kill();
    }

    public static void main(String[] arguments) throws Exception {
        try (FlowStore store = DuckDbStore.open(arguments[1], Mode.APPEND)) {
            if (arguments[0].equals("write")) {
                writeHalfARun(store);
            } else {
                ready();
            }
        }
    }

    private static void writeHalfARun(FlowStore store) throws Exception {
        try (FlowWriter writer = store.writer(SmallDatabase.run("half"))) {
            long connection = writer.connection();
            Rows rows = new Rows(SmallDatabase.PACKETS, 1024);
            for (int i = 0; i < 2 * Window.FULL; i++) {
                rows.set(rows.add(connection, 0, i), 0, i);
            }
            writer.append(rows);
            ready();
        }
    }

    /** Says so to the parent, and waits to be killed. */
    private static void ready() throws Exception {
        System.out.println("ready");
        Thread.sleep(60_000);
    }
}
