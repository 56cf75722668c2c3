package io.tcbee.record;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tcbee.libbpf.Libc;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Two network namespaces with a cable between them; a server that reads to the end is in one. */
final class Network {
    static final String HERE = "rk_here" + ProcessHandle.current().pid();
    static final String THERE = "rk_there" + ProcessHandle.current().pid();
    static final String DEVICE = "rk_veth";
    static final String ADDRESS = "10.77.1.2";
    static final int PORT = 5077;

    private final ServerSocket server;

    private Network(ServerSocket server) {
        this.server = server;
    }

    /** Makes it; skips the test, with the reason, where that or recording is not possible. */
    static Network make() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "root is needed");
        assumeTrue(Machine.hasBtf(), "a kernel with BTF is needed");
        remove();
        run("ip", "netns", "add", HERE);
        run("ip", "netns", "add", THERE);
        run(
                "ip", "link", "add", DEVICE, "netns", HERE, "type", "veth", "peer", DEVICE, "netns",
                THERE);
        for (String netns : List.of(HERE, THERE)) {
            String address = netns.equals(HERE) ? "10.77.1.1/24" : ADDRESS + "/24";
            run("ip", "-n", netns, "addr", "add", address, "dev", DEVICE);
            run("ip", "-n", netns, "link", "set", "lo", "up");
            run("ip", "-n", netns, "link", "set", DEVICE, "up");
        }
        return new Network(in(THERE, Network::serve));
    }

    private static ServerSocket serve() throws IOException {
        ServerSocket server = new ServerSocket();
        server.bind(new InetSocketAddress(PORT));
        Thread.ofPlatform().daemon().start(() -> accept(server));
        return server;
    }

    private static void accept(ServerSocket server) {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                Thread.ofPlatform().daemon().start(() -> readToTheEnd(socket));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private static void readToTheEnd(Socket socket) {
        try (socket) {
            byte[] buffer = new byte[1 << 16];
            while (socket.getInputStream().read(buffer) >= 0) {
                // nothing is kept
            }
        } catch (IOException e) {
            return; // reset
        }
    }

    /** Runs on a new thread inside a namespace. */
    static <T> T in(String netns, Callable<T> body) throws Exception {
        FutureTask<T> task =
                new FutureTask<>(() -> {
                    int fd = Libc.open("/run/netns/" + netns, Libc.O_RDONLY);
                    Libc.setns(fd, Libc.CLONE_NEWNET);
                    Libc.close(fd);
                    return body.call();
                });
        Thread.ofPlatform().start(task);
        try {
            return task.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception known ? known : e;
        }
    }

    /** A process that sends from {@link #HERE}: see {@link Sender}. */
    static Process sender(String... arguments) throws IOException {
        return java(HERE, Sender.class, arguments);
    }

    /** A JVM with the classes of this test inside a namespace. */
    static Process java(String netns, Class<?> main, String... arguments) throws IOException {
        String path =
                String.join(
                        File.pathSeparator,
                        System.getProperty("java.class.path", ""),
                        System.getProperty("jdk.module.path", ""),
                        "target/classes",
                        "target/test-classes");
        List<String> command = new ArrayList<>(List.of("ip", "netns", "exec", netns));
        command.add(System.getProperty("java.home") + "/bin/java");
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED"));
        command.addAll(List.of("-cp", path, main.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    /** Waits for a line of a process that is {@code wanted}. */
    static void await(BufferedReader output, String wanted) throws IOException {
        StringBuilder before = new StringBuilder();
        for (String line = output.readLine(); ; line = output.readLine()) {
            if (line == null) {
                throw new IOException("no " + wanted + " in: " + before);
            }
            if (line.equals(wanted)) {
                return;
            }
            before.append(line).append('\n');
        }
    }

    /** One value of /proc/net/snmp's Tcp line in a namespace. */
    static long tcpCounter(String netns, String name) throws Exception {
        List<String> lines =
                run("ip", "netns", "exec", netns, "cat", "/proc/net/snmp")
                        .lines()
                        .filter(line -> line.startsWith("Tcp:"))
                        .toList();
        List<String> names = List.of(lines.get(0).split(" "));
        return Long.parseLong(List.of(lines.get(1).split(" ")).get(names.indexOf(name)));
    }

    /** Runs a command to its end; its output. */
    static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + ": " + output);
        }
        return output;
    }

    private static void remove() throws Exception {
        for (String netns : List.of(HERE, THERE)) {
            if (Files.exists(Path.of("/run/netns", netns))) {
                run("ip", "netns", "del", netns);
            }
        }
    }

    void close() throws Exception {
        server.close();
        remove();
    }
}
