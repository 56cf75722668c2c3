package io.tcbee.lab;

import io.tcbee.libbpf.Sockets;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** The IP version of a connection in the lab, with the addresses of both ends. */
public enum Ip {
    /** 10.77.0.1 and 10.77.0.2. */
    V4(Sockets.AF_INET, "10.77.0.1", "10.77.0.2", 24),
    /** fd77::1 and fd77::2. */
    V6(Sockets.AF_INET6, "fd77::1", "fd77::2", 64);

    private final int family;
    private final String client;
    private final String server;
    private final int prefixBits;

    Ip(int family, String client, String server, int prefixBits) {
        this.family = family;
        this.client = client;
        this.server = server;
        this.prefixBits = prefixBits;
    }

    /** The client's address. */
    public InetAddress client() {
        return address(client);
    }

    /** The server's address. */
    public InetAddress server() {
        return address(server);
    }

    int family() {
        return family;
    }

    /** {@code ip -batch} command that gives {@code device} its address. */
    String addCommand(boolean isClient, String device) {
        String at = (isClient ? client : server) + "/" + prefixBits;
        return "addr add " + at + " dev " + device + (this == V6 ? " nodad" : "") + "\n";
    }

    private static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal); // a literal is never looked up
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }
}
