package io.tcbee.tcp;

import io.tcbee.model.Endpoint;
import io.tcbee.model.Side;
import java.nio.ByteBuffer;

/** One TCP connection: one use of two endpoints, from SYN to the last FIN or a reset. */
public final class Connection {
    private final int id;
    private final ConnectionKey key;
    private final boolean sidesInferred;
    private final Sender client = new Sender(Side.CLIENT);
    private final Sender server = new Sender(Side.SERVER);
    private long startNs;
    private long endNs;
    private long clientCookie;
    private long serverCookie;
    private boolean clientLocal;
    private boolean serverLocal;
    private boolean reset;
    private boolean synSeen;
    private boolean reused;

    /** {@code key}'s A is the client. */
    Connection(int id, ConnectionKey key, boolean sidesInferred, long startNs) {
        this.id = id;
        this.key = key;
        this.sidesInferred = sidesInferred;
        this.startNs = startNs;
        this.endNs = startNs;
    }

    /** 1 and up, in order of the first event. */
    public int id() {
        return id;
    }

    public Endpoint endpoint(Side side) {
        boolean a = side == Side.CLIENT;
        ByteBuffer address = ByteBuffer.allocate(16);
        address.putLong(a ? key.highA() : key.highB()).putLong(a ? key.lowA() : key.lowB());
        return Endpoint.of(address.array(), a ? key.portA() : key.portB());
    }

    /** Inode number of the network namespace; 0 unknown. */
    public long netns() {
        return key.netns();
    }

    public Sender sender(Side side) {
        return side == Side.CLIENT ? client : server;
    }

    /** First event, ns since the start of the run. */
    public long startNs() {
        return startNs;
    }

    /** Last event so far. */
    public long endNs() {
        return endNs;
    }

    /** Whether client and server were concluded from the ports. */
    public boolean sidesInferred() {
        return sidesInferred;
    }

    /** Whether a SYN of the client was seen. */
    public boolean handshakeSeen() {
        return synSeen;
    }

    /** Whether it took over its endpoints from a connection that was still known. */
    public boolean reused() {
        return reused;
    }

    /** Whether a reset was seen. */
    public boolean reset() {
        return reset;
    }

    /** Whether both sides' FIN were seen. */
    public boolean finished() {
        return client.finSeen() && server.finSeen();
    }

    /** Whether nothing but stragglers can follow. */
    public boolean closed() {
        return reset || (client.closed() && server.closed());
    }

    /** Cookie of that side's socket; 0 unknown. */
    public long cookie(Side side) {
        return side == Side.CLIENT ? clientCookie : serverCookie;
    }

    /** Whether that side's socket lives on the recording host. */
    public boolean local(Side side) {
        return side == Side.CLIENT ? clientLocal : serverLocal;
    }

    /** Tells the shifts of the windows, where the handshake was not seen. */
    public void windowScales(Side side, int own, int peers) {
        if (sender(side).windowScale() < 0) {
            sender(side).windowScale(own);
        }
        if (sender(side.other()).windowScale() < 0) {
            sender(side.other()).windowScale(peers);
        }
    }

    void cookie(Side side, long cookie) {
        if (side == Side.CLIENT) {
            clientCookie = cookie;
        } else {
            serverCookie = cookie;
        }
    }

    /** Notes that something of it happened at {@code timeNs}. */
    public void seen(long timeNs) {
        startNs = Math.min(startNs, timeNs);
        endNs = Math.max(endNs, timeNs);
    }

    void reuse() {
        reused = true;
    }

    void settle(Side side) {
        if (side == Side.CLIENT) {
            clientLocal = true;
        } else {
            serverLocal = true;
        }
    }

    ConnectionKey key() {
        return key;
    }

    /** The side at that endpoint. */
    Side sideOf(long high, long low, int port) {
        return port == key.portA() && low == key.lowA() && high == key.highA()
                ? Side.CLIENT
                : Side.SERVER;
    }

    /** Whether a SYN of that side begins another connection. */
    boolean isOver(Side side, int isn) {
        SequenceSpace space = sender(side).space();
        return closed() || (space.known() && space.initial() != isn);
    }

    /** Takes in a packet whose header part of {@code packet} is filled. */
    void take(Packet packet) {
        Headers headers = packet.headers;
        Sender sender = sender(packet.side);
        Sender peer = sender(packet.side.other());
        packet.clearFacts();
        sender.locate(headers);
        packet.seq = sender.space().unwrap(headers.sequence());
        packet.ack = Packet.NO_SEQUENCE;
        if (headers.has(TcpFlags.ACK)) {
            if (!peer.space().known()) {
                peer.space().start(headers.acknowledgment(), 1);
            }
            packet.ack = peer.space().unwrap(headers.acknowledgment());
        }
        int windowBefore = sender.offer(headers, bothScale(headers));
        packet.window = sender.window();
        sender.send(packet, peer.window());
        if (packet.ack != Packet.NO_SEQUENCE) {
            peer.acknowledge(packet, windowBefore);
        }
        if (headers.has(TcpFlags.SYN) && packet.side == Side.CLIENT) {
            synSeen = true;
        }
        reset |= headers.has(TcpFlags.RST);
        if (packet.direction != Packet.UNKNOWN) {
            settle(packet.outgoing() ? packet.side : packet.side.other());
        }
        seen(packet.timeNs);
    }

    private boolean bothScale(Headers headers) {
        // A side without the option has shift 0 by Sender.offer; RFC 7323, section 2.2 then
        // forbids scaling to both.
        return !headers.has(TcpFlags.SYN) && scaling();
    }

    private boolean scaling() {
        boolean bothSyns = client.synSeen() && server.synSeen();
        return !bothSyns || (client.scaleOffered() && server.scaleOffered());
    }
}
