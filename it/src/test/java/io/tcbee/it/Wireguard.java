package io.tcbee.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A WireGuard tunnel over an existing veth pair of subnet 1. */
final class Wireguard {
    private Wireguard() {}

    /** Makes {@code wg0} on both sides, with the addresses of {@code subnet}. */
    static void join(Namespace a, Namespace b, int subnet) {
        String keyA = Shell.run("wg", "genkey");
        String keyB = Shell.run("wg", "genkey");
        end(a, keyA, keyB, "10.78.1.2", subnet, 1);
        end(b, keyB, keyA, "10.78.1.1", subnet, 2);
    }

    private static void end(
            Namespace namespace, String own, String peer, String endpoint, int subnet, int host) {
        try {
            Path key = Files.createTempFile("tcbee-wg", ".key");
            Path peerKey = Files.createTempFile("tcbee-wg", ".key");
            Files.writeString(key, own);
            Files.writeString(peerKey, peer);
            String publicKey = Shell.run("sh", "-c", "wg pubkey < " + peerKey).strip();
            namespace.ip("link add wg0 type wireguard");
            Shell.run(
                    namespace.command(
                            "wg",
                            "set",
                            "wg0",
                            "listen-port",
                            "51820",
                            "private-key",
                            key.toString(),
                            "peer",
                            publicKey,
                            "endpoint",
                            endpoint + ":51820",
                            "allowed-ips",
                            "0.0.0.0/0,::/0"));
            Files.delete(key);
            Files.delete(peerKey);
            namespace.address("wg0", subnet, host);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
