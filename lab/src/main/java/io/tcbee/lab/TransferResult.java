package io.tcbee.lab;

/**
 * A finished conversation, seen by the client.
 *
 * @param bytes that the client sent
 * @param startNs before the connection was opened, ns, CLOCK_MONOTONIC
 * @param endNs when the client knew that it was over, ns, CLOCK_MONOTONIC
 * @param localPort the client's port
 * @param remotePort the server's port
 * @param info the client socket's last TCP_INFO
 */
public record TransferResult(
        long bytes, long startNs, long endNs, int localPort, int remotePort, TcpInfo info) {

    /** Payload per time from first SYN to the server's confirmation, bit/s. */
    public double goodputBitsPerSecond() {
        return bytes * 8e9 / (endNs - startNs);
    }
}
