package io.tcbee.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Two network namespaces with a cable, IPv4 and IPv6; in each a process answers on ports {@link
 * #FIRST_PORT} to {@link #LAST_PORT}. Clients are processes of their own: bash, so that it is seen
 * what a process does that knows nothing of the recorder.
 */
final class FilterNetwork {
    static final String HERE = "rf_here";
    static final String THERE = "rf_there";
    static final String DEVICE = "rf_veth";
    static final int FIRST_PORT = 7001;
    static final int LAST_PORT = 7004;
    static final String HERE4 = "10.78.1.1";
    static final String THERE4 = "10.78.1.2";
    static final String OTHER4 = "10.78.2.2";
    static final String HERE6 = "fd78::1";
    static final String THERE6 = "fd78::2";

    /** Bytes that a client sends, and those that it is sent back. */
    static final int ASKED = 5000;

    static final int ANSWERED = 300;

    private final Process here;
    private final Process there;

    private FilterNetwork(Process here, Process there) {
        this.here = here;
        this.there = there;
    }

    /** Makes it; skips the test, with the reason, where that or recording is not possible. */
    static FilterNetwork make() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "root is needed");
        assumeTrue(Machine.hasBtf(), "a kernel with BTF is needed");
        remove();
        for (String netns : List.of(HERE, THERE)) {
            Network.run("ip", "netns", "add", netns);
        }
        Network.run(
                "ip", "link", "add", DEVICE, "netns", HERE, "type", "veth", "peer", DEVICE, "netns",
                THERE);
        for (String netns : List.of(HERE, THERE)) {
            boolean first = netns.equals(HERE);
            ip(netns, "addr", "add", first ? HERE4 + "/16" : THERE4 + "/16", "dev", DEVICE);
            ip(netns, "addr", "add", (first ? HERE6 : THERE6) + "/64", "dev", DEVICE, "nodad");
            ip(netns, "link", "set", "lo", "up");
            ip(netns, "link", "set", DEVICE, "up");
        }
        ip(THERE, "addr", "add", OTHER4 + "/16", "dev", DEVICE);
        return new FilterNetwork(server(HERE), server(THERE));
    }

    private static void ip(String netns, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("ip", "-n", netns));
        command.addAll(List.of(arguments));
        Network.run(command.toArray(String[]::new));
    }

    /** A process that answers on all ports; its child is the JVM. */
    private static Process server(String netns) throws IOException {
        Process server = Network.java(netns, Answerer.class, "");
        BufferedReader output = server.inputReader();
        Network.await(output, "READY");
        return server;
    }

    /** Process id of the one that answers in {@link #HERE}. */
    long serverHere() {
        return here.pid();
    }

    /** What a client runs: asks, reads the answer to its end, closes. */
    static String script(String address, int port) {
        return "exec 3<>/dev/tcp/"
                + address
                + "/"
                + port
                + "; head -c "
                + ASKED
                + " /dev/zero >&3; cat <&3 >/dev/null; exec 3>&-";
    }

    /** Makes one whole connection by a process in {@code netns}. */
    static void connect(String netns, String address, int port) throws Exception {
        Network.run("ip", "netns", "exec", netns, "bash", "-c", script(address, port));
    }

    /** A client that connects, says so, and asks after a byte on its input. */
    static Process connectAndHold(String netns, String address, int port) throws IOException {
        String script =
                "exec 3<>/dev/tcp/%s/%d; echo READY; read go; head -c %d /dev/zero >&3; cat <&3 >/dev/null"
                        .formatted(address, port, ASKED);
        Process client =
                new ProcessBuilder("ip", "netns", "exec", netns, "bash", "-c", script)
                        .redirectErrorStream(true)
                        .start();
        Network.await(client.inputReader(StandardCharsets.UTF_8), "READY");
        return client;
    }

    static void goOn(Process client) throws Exception {
        client.outputWriter().write("\n");
        client.outputWriter().close();
        assertEquals(0, client.waitFor());
    }

    private static void remove() throws Exception {
        for (String netns : List.of(HERE, THERE)) {
            if (Files.exists(Path.of("/run/netns", netns))) {
                Network.run("ip", "netns", "del", netns);
            }
        }
    }

    void close() throws Exception {
        here.destroy();
        there.destroy();
        here.waitFor();
        there.waitFor();
        remove();
    }
}
