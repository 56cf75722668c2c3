package io.tcbee.it;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tcbee.it.Tcbee.Recording;
import io.tcbee.it.Tcbee.Result;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whose connections are recorded: namespaces, containers, commands, samples. */
class ScopeTest {
    private static final String ADDRESS = "fd79::2";
    private static final String ID =
            "4f1c09d2a7b35e8896d0c4b1a2f3e4d5968778695a4b3c2d1e0f102132435465";

    @TempDir private Path folder;
    private Path trace;
    private Namespace client;
    private Namespace server;

    @BeforeEach
    void makeNetwork() {
        Needs.lab();
        trace = folder.resolve("x.tcbee");
        client = Namespace.open();
        server = Namespace.open();
        client.veth("va", server, "vb", 79);
        client.ip("addr add fd79::1/64 dev va nodad");
        server.ip("addr add " + ADDRESS + "/64 dev vb nodad");
    }

    @AfterEach
    void removeNetwork() {
        if (client != null) {
            client.close();
        }
        if (server != null) {
            server.close();
        }
    }

    @Test
    void allNamespacesAreRecordedAtOnce() throws Exception {
        Recording recording = record("va,vb", "--netns", "all", "--port", "7001");
        connect(7001);
        end(recording);

        // each namespace has its own socket, and so its own view of the connection
        assertEquals(List.of(end(ADDRESS, 7001), end(ADDRESS, 7001)), servers());
        assertEquals(Set.of(2L), timesSeen(), "on va and on vb");
        assertEquals(index(client, "va"), index(server, "vb"), "else the test shows little");
        assertEquals(List.of("0", "0"), column("retransmissions"));
    }

    @Test
    void aNamespaceCanBeLeftOut() throws Exception {
        Recording recording = record("va", "--netns", "!" + server.name(), "--port", "7001");
        connect(7001);
        end(recording);

        assertEquals(List.of(end(ADDRESS, 7001)), servers());
        assertEquals(Set.of(1L), timesSeen(), "on va only");
    }

    @Test
    void aContainerIsRecordedFromOutsideOfIt() throws Exception {
        Path container = cgroups().resolve("docker-" + ID + ".scope");
        Files.createDirectories(container);
        Process inside = null;
        try {
            inside = client.command("sleep", "60").start();
            Files.writeString(container.resolve("cgroup.procs"), Long.toString(inside.pid()));
            awaitName(inside, "sleep");
            Recording recording = record("va", "--container", ID.substring(0, 12));
            try (ServerSocket listener = server.run(() -> new ServerSocket(7001, 16))) {
                greet(listener, 2);
                ProcessBuilder neighbour =
                        client.command(
                                "bash",
                                "-c",
                                "exec 3<>/dev/tcp/" + ADDRESS + "/7001; cat <&3 >/dev/null");
                run(joined(container, neighbour));
                run(neighbour);
            }
            end(recording);
        } finally {
            if (inside != null) {
                inside.destroyForcibly().waitFor();
            }
            awaitEmpty(container);
            Files.delete(container);
        }

        assertEquals(List.of(end(ADDRESS, 7001)), servers());
    }

    /** Inside a network namespace the cgroups are not to be seen, so it is joined before. */
    private static ProcessBuilder joined(Path cgroup, ProcessBuilder command) {
        String join = "echo $$ >" + cgroup + "/cgroup.procs; exec \"$@\"";
        List<String> words = new ArrayList<>(List.of("bash", "-ec", join, "join"));
        words.addAll(command.command());
        return new ProcessBuilder(words);
    }

    @Test
    void aCommandThatListensIsRecordedUntilItEnds() throws Exception {
        Needs.command("iperf3");
        Recording recording =
                Recording.start(
                        server.command(
                                Tcbee.LAUNCHER,
                                "record",
                                "vb",
                                "-o",
                                trace.toString(),
                                "--",
                                "iperf3",
                                "-s",
                                "-1"));
        connect(7001); // not the command's
        awaitListener(5201);
        run(client.command("iperf3", "-c", ADDRESS, "-n", "1M"));
        Result ended = recording.await();

        assertEquals(0, ended.exit(), ended::out);
        // its connection for control and the one for data
        assertEquals(List.of(end(ADDRESS, 5201), end(ADDRESS, 5201)), servers());
    }

    @Test
    void sigtermEndsTheCommandToo() throws Exception {
        Path alive = folder.resolve("alive");
        Recording recording =
                Recording.start(
                        client.command(
                                Tcbee.LAUNCHER,
                                "record",
                                "va",
                                "-o",
                                trace.toString(),
                                "--",
                                "bash",
                                "-c",
                                "echo $$ >" + alive + "; exec sleep 300"));
        await(() -> Files.exists(alive) && !Files.readString(alive).isBlank());
        ProcessHandle command =
                ProcessHandle.of(Long.parseLong(Files.readString(alive).strip())).orElseThrow();
        Result ended = recording.stop();

        assertAll(
                () -> assertEquals(0, ended.exit(), ended::out),
                () -> assertFalse(command.isAlive(), "the command goes on"),
                () -> assertTrue(Files.size(trace) > 0, "no trace"));
    }

    /** The choice is the one that docs/record.md gives, computed here by itself. */
    @Test
    void aSampleOfIpv6IsTheDocumentedOne() throws Exception {
        int count = 40;
        Set<String> chosen = new TreeSet<>();
        Recording recording =
                record("va", "--netns", client.name(), "--port", "7001", "--sample", "3");
        try (ServerSocket listener = server.run(() -> new ServerSocket(7001, 64))) {
            greet(listener, count);
            for (int i = 0; i < count; i++) {
                int port = greeted(7001);
                long sum = end(address("fd79::1"), port) + end(address(ADDRESS), 7001);
                if (Long.remainderUnsigned(mix(sum) >>> 32, 3) == 0) {
                    chosen.add(end("fd79::1", port));
                }
            }
        }
        end(recording);

        assertEquals(chosen, new TreeSet<>(column("client")));
    }

    private static long end(byte[] address, int port) {
        ByteBuffer halves = ByteBuffer.wrap(address);
        long high = halves.getLong();
        long low = halves.getLong();
        return mix(high ^ mix(low ^ mix(port)));
    }

    /** The finalizer of splitmix64. */
    private static long mix(long value) {
        long z = (value ^ (value >>> 30)) * new BigInteger("bf58476d1ce4e5b9", 16).longValue();
        z = (z ^ (z >>> 27)) * new BigInteger("94d049bb133111eb", 16).longValue();
        return z ^ (z >>> 31);
    }

    private static byte[] address(String text) throws UnknownHostException {
        return InetAddress.getByName(text).getAddress();
    }

    private Recording record(String interfaces, String... options) {
        List<String> words = new ArrayList<>(List.of(Tcbee.LAUNCHER, "record"));
        words.addAll(List.of(interfaces.split(",", -1)));
        words.addAll(List.of("-o", trace.toString(), "--plain"));
        words.addAll(List.of(options));
        boolean outside = words.contains("--container") || words.contains("--netns");
        return Recording.start(
                outside ? new ProcessBuilder(words) : client.command(words.toArray(String[]::new)));
    }

    private static void end(Recording recording) throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(300); // closing takes a round trip
        Result ended = recording.stop();
        assertEquals(0, ended.exit(), ended::out);
    }

    private List<String> servers() {
        return column("server");
    }

    private List<String> column(String name) {
        return Tcbee.run("flows", trace.toString()).table().stream()
                .map(row -> row.get(name))
                .toList();
    }

    /** How often the headers of each packet were recorded. */
    private Set<Long> timesSeen() {
        return Tcbee.run("trace", "print", trace.toString(), "-t", "packet", "-t", "packet_state")
                .out()
                .lines()
                .collect(
                        Collectors.groupingBy(
                                line -> line.replaceFirst(".* headers=", ""),
                                Collectors.counting()))
                .values()
                .stream()
                .collect(Collectors.toSet());
    }

    private static String index(Namespace netns, String device) throws Exception {
        Process ip = netns.command("cat", "/sys/class/net/" + device + "/ifindex").start();
        return new String(ip.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
    }

    private static String end(String address, int port) {
        return "[" + address + "]:" + port;
    }

    private void connect(int port) throws Exception {
        try (ServerSocket listener = server.run(() -> new ServerSocket(port, 16))) {
            greet(listener, 1);
            greeted(port);
        }
    }

    /** A thread of the server answers that many connections with a thousand bytes each. */
    private void greet(ServerSocket listener, int count) {
        server.start(() -> {
            for (int i = 0; i < count; i++) {
                try (Socket socket = listener.accept()) {
                    socket.getOutputStream().write(new byte[1000]);
                } catch (IOException _) {
                    return; // the test is over
                }
            }
        });
    }

    /**
     * Connects and reads to the end.
     *
     * @return the client's port
     */
    private int greeted(int port) {
        return client.run(() -> {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getByName(ADDRESS), port), 10_000);
                assertEquals(1000, socket.getInputStream().readAllBytes().length);
                return socket.getLocalPort();
            }
        });
    }

    private void awaitListener(int port) throws Exception {
        await(() -> !Tcbee.run(server.command("ss", "-Hltn", "sport = " + port)).out().isBlank());
    }

    private static void awaitName(Process process, String name) throws Exception {
        Path comm = Path.of("/proc/" + process.pid() + "/comm");
        await(() -> Files.readString(comm).strip().equals(name));
    }

    private static void awaitEmpty(Path cgroup) throws Exception {
        await(() -> Files.readString(cgroup.resolve("cgroup.procs")).isBlank());
    }

    private interface Condition {
        boolean holds() throws IOException;
    }

    private static void await(Condition condition) throws Exception {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.holds()) {
            assertTrue(System.nanoTime() < end, "not within a minute");
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    private static void run(ProcessBuilder command) {
        Result result = Tcbee.run(command);
        assertEquals(0, result.exit(), () -> command.command() + ": " + result.err());
    }

    private static Path cgroups() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/mountinfo"))) {
            Path mount = Path.of(line.split(" ", -1)[4]);
            if (line.contains(" - cgroup2 ") && Files.isWritable(mount)) {
                return mount;
            }
        }
        assumeTrue(false, "no cgroup2 that can be written");
        return Path.of("/");
    }
}
