package io.tcbee.it;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Two namespaces joined by a veth pair, for loads that a scripted path would throttle. */
final class Veth implements AutoCloseable {
    private static final String SERVER_ADDRESS = "10.78.0.2";

    private final String client = "tcbee-it-a" + ProcessHandle.current().pid();
    private final String server = "tcbee-it-b" + ProcessHandle.current().pid();

    private Veth() {}

    static Veth open() {
        Veth veth = new Veth();
        Shell.run("ip", "netns", "add", veth.client);
        Shell.run("ip", "netns", "add", veth.server);
        Shell.run(
                "ip",
                "-n",
                veth.client,
                "link",
                "add",
                "va",
                "type",
                "veth",
                "peer",
                "name",
                "vb",
                "netns",
                veth.server);
        veth.up(veth.client, "va", "10.78.0.1");
        veth.up(veth.server, "vb", SERVER_ADDRESS);
        return veth;
    }

    private void up(String namespace, String device, String address) {
        Shell.run("ip", "-n", namespace, "addr", "add", address + "/24", "dev", device);
        Shell.run("ip", "-n", namespace, "link", "set", "lo", "up");
        Shell.run("ip", "-n", namespace, "link", "set", device, "up");
    }

    String device() {
        return "va";
    }

    ProcessBuilder inClient(String... command) {
        return in(client, command);
    }

    /** Runs iperf3 from client to server over {@code flows} connections. */
    void iperf3(Duration duration, int flows) {
        iperf3(duration, flows, 128 << 10);
    }

    /**
     * Runs iperf3 from client to server over {@code flows} connections.
     *
     * @param callBytes of each send call
     */
    void iperf3(Duration duration, int flows, int callBytes) {
        try {
            Process listener = in(server, "iperf3", "-s", "-1").redirectErrorStream(true).start();
            TimeUnit.MILLISECONDS.sleep(500);
            Shell.run(
                    in(
                            client,
                            "iperf3",
                            "-c",
                            SERVER_ADDRESS,
                            "-t",
                            Long.toString(duration.toSeconds()),
                            "-P",
                            Integer.toString(flows),
                            "-l",
                            Integer.toString(callBytes)));
            listener.waitFor(10, TimeUnit.SECONDS);
            listener.destroyForcibly();
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static ProcessBuilder in(String namespace, String... command) {
        String[] prefixed = new String[command.length + 4];
        prefixed[0] = "ip";
        prefixed[1] = "netns";
        prefixed[2] = "exec";
        prefixed[3] = namespace;
        System.arraycopy(command, 0, prefixed, 4, command.length);
        return new ProcessBuilder(prefixed);
    }

    @Override
    public void close() {
        Shell.run("ip", "netns", "del", client);
        Shell.run("ip", "netns", "del", server);
    }
}
