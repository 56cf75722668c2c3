package io.tcbee.lab;

import io.tcbee.libbpf.Libc;
import io.tcbee.libbpf.LibcException;
import io.tcbee.libbpf.Sockets;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * A blocking TCP socket inside a namespace, for scripted endpoints.
 *
 * <p>Usable from any thread, by one at a time. A lab that closes wakes every call that waits; the
 * call then fails or says end of stream. Failures are {@link LibcException}.
 */
public final class LabSocket implements AutoCloseable {
    private static final int TCP_INFO_LIMIT = 1024;

    private final int fd;
    private final Set<LabSocket> open;
    private int localPort;
    private int remotePort;
    private boolean closed;
    private boolean woken;

    /**
     * @param fd becomes this socket's own
     * @param open the sockets of the lab; this one adds itself, and removes itself when closed
     */
    LabSocket(int fd, Set<LabSocket> open) {
        this.fd = fd;
        this.open = open;
        open.add(this);
    }

    /** Connects, waiting for the handshake. */
    public void connect(InetAddress address, int port) {
        if (isWoken()) {
            throw new LabException("connect: the lab is closed");
        }
        Sockets.connect(fd, new InetSocketAddress(address, port));
        localPort = Sockets.localPort(fd);
        remotePort = port;
    }

    /** Takes a local address; port 0: any that is free. */
    public void bind(InetAddress address, int port) {
        Sockets.option(fd, Sockets.SOL_SOCKET, Sockets.SO_REUSEADDR, 1);
        Sockets.bind(fd, new InetSocketAddress(address, port));
    }

    /** Begins to take connections. */
    public void listen() {
        Sockets.listen(fd, 64);
    }

    /** The next connection, which the caller closes. */
    public LabSocket accept() {
        return new LabSocket(Sockets.accept(fd), open);
    }

    /** Sends {@code bytes} bytes of {@code buffer}, over and over if it is shorter. */
    public void send(MemorySegment buffer, long bytes) {
        long left = bytes;
        while (left > 0) {
            left -= Sockets.send(fd, buffer, Math.min(left, buffer.byteSize()));
        }
    }

    /** Receives up to a bufferful; returns the bytes, 0 at the end of the stream. */
    public long receive(MemorySegment buffer) {
        return Sockets.receive(fd, buffer, buffer.byteSize());
    }

    /** Receives and forgets; returns the bytes, fewer than {@code bytes} only at the end. */
    public long skip(MemorySegment buffer, long bytes) {
        long total = 0;
        while (total < bytes) {
            long length = Math.min(buffer.byteSize(), bytes - total);
            long received = Sockets.receive(fd, buffer, length);
            if (received == 0) {
                break;
            }
            total += received;
        }
        return total;
    }

    /** Says that no more bytes will come: FIN after the last. */
    public void shutdownOutput() {
        Sockets.shutdown(fd, Sockets.SHUT_WR);
    }

    /** Makes {@link #close} send RST and forget what is unsent (SO_LINGER of 0 s). */
    public void abortOnClose() {
        Sockets.abortOnClose(fd);
    }

    /** Chooses the congestion control by the kernel's name. */
    public void congestionControl(String name) {
        Sockets.congestionControl(fd, name);
    }

    /** Sends small segments at once (TCP_NODELAY). */
    public void noDelay() {
        Sockets.option(fd, Sockets.IPPROTO_TCP, Sockets.TCP_NODELAY, 1);
    }

    /** Fixes the receive buffer (SO_RCVBUF, which the kernel doubles); before listen or connect. */
    public void receiveBuffer(int bytes) {
        Sockets.option(fd, Sockets.SOL_SOCKET, Sockets.SO_RCVBUF, bytes);
    }

    /** Fixes the send buffer (SO_SNDBUF, which the kernel doubles). */
    public void sendBuffer(int bytes) {
        Sockets.option(fd, Sockets.SOL_SOCKET, Sockets.SO_SNDBUF, bytes);
    }

    /** Sets any option that is an int, by the numbers of the C headers. */
    public void option(int level, int name, int value) {
        Sockets.option(fd, level, name, value);
    }

    /** The value of any option that is an int, by the numbers of the C headers. */
    public int option(int level, int name) {
        return ByteBuffer.wrap(Sockets.optionBytes(fd, level, name, Integer.BYTES))
                .order(ByteOrder.nativeOrder())
                .getInt();
    }

    /** What the kernel knows of the connection now. */
    public TcpInfo info() {
        return TcpInfo.of(
                Sockets.optionBytes(fd, Sockets.IPPROTO_TCP, Sockets.TCP_INFO, TCP_INFO_LIMIT));
    }

    /** The port of this end, known to the end of the connection and after. */
    public int localPort() {
        return localPort != 0 ? localPort : Sockets.localPort(fd);
    }

    /** The port of the other end, known to the end of the connection and after. */
    public int remotePort() {
        return remotePort != 0 ? remotePort : Sockets.remotePort(fd);
    }

    /** Does nothing for some time; ends early when the lab closes. */
    synchronized void pause(Duration time) throws InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0 && !woken; left = end - System.nanoTime()) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
    }

    private synchronized boolean isWoken() {
        return woken;
    }

    /** Ends every wait on this socket; it is of no further use. */
    synchronized void wake() {
        woken = true;
        notifyAll();
        if (!closed) {
            try {
                Sockets.shutdown(fd, Sockets.SHUT_RDWR);
            } catch (LibcException e) {
                assert e.errno() > 0; // not connected: nobody waits
            }
        }
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            open.remove(this);
            Libc.close(fd);
        }
    }
}
