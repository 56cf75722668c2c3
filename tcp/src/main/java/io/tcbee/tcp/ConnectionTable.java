package io.tcbee.tcp;

import io.tcbee.model.Side;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * All connections of a run: which one a packet, a tuple or a socket cookie belongs to.
 *
 * <p>Identity: network namespace, both endpoints, and one use of them. Another use begins with a
 * SYN of another initial sequence number, with a SYN after both sides closed, and with another
 * socket at the same end. Open addressing in both maps; a lookup makes no object.
 */
public final class ConnectionTable {
    /** How long a closed connection stays known for stragglers: TIME_WAIT of Linux. */
    public static final long LINGER_NS = 60_000_000_000L;

    private static final Side[] SIDES = Side.values();

    private final Packet packet = new Packet();
    private Connection[] byTuple = new Connection[1024];
    private int tuples;
    private long[] cookies = new long[1024];
    private Connection[] byCookie = new Connection[1024];
    private int cookieCount;
    private int lastId;
    private List<Connection> live = new ArrayList<>();

    /**
     * Takes in one packet.
     *
     * @param cookie of the sending socket; 0 unknown
     * @param gsoSegs 0 or 1 is a single segment
     * @return what it means; valid until the next call
     */
    public Packet packet(
            Headers headers,
            long netns,
            long cookie,
            long timeNs,
            boolean outgoing,
            int payloadLength,
            int gsoSegs,
            int gsoSize) {
        int direction = outgoing ? Packet.OUT : Packet.IN;
        return packet(headers, netns, cookie, timeNs, direction, payloadLength, gsoSegs, gsoSize);
    }

    /**
     * Takes in one packet, of a direction that may be unknown.
     *
     * <p>A payload above the peer's MSS is several segments, whatever {@code gsoSegs} says: a
     * capture does not tell it.
     *
     * @param direction {@link Packet#IN}, {@link Packet#OUT} or {@link Packet#UNKNOWN}
     */
    public Packet packet(
            Headers headers,
            long netns,
            long cookie,
            long timeNs,
            int direction,
            int payloadLength,
            int gsoSegs,
            int gsoSize) {
        Connection connection = connectionOf(headers, netns, timeNs);
        Side side =
                connection.sideOf(headers.sourceHigh(), headers.sourceLow(), headers.sourcePort());
        // A reset may come from the kernel's own socket, whose cookie is no connection's.
        if (cookie != 0 && connection.cookie(side) == 0 && !headers.has(TcpFlags.RST)) {
            bind(connection, side, cookie);
        }
        packet.headers = headers;
        packet.connection = connection;
        packet.side = side;
        packet.timeNs = timeNs;
        packet.direction = direction;
        packet.payloadLength = payloadLength;
        packet.segments = Math.max(1, gsoSegs);
        packet.segmentSize = gsoSize > 0 ? gsoSize : payloadLength;
        if (gsoSegs <= 1 && gsoSize == 0) {
            segment(connection, headers.optionBytes());
        }
        connection.take(packet);
        return packet;
    }

    /** RFC 6691: the MSS option counts no options, so these take their part of each segment. */
    private void segment(Connection connection, int optionBytes) {
        int client = connection.sender(Side.CLIENT).mss();
        int server = connection.sender(Side.SERVER).mss();
        int most = Math.min(client, server) - optionBytes;
        if (most > 0 && packet.payloadLength > most) {
            packet.segments = Math.ceilDiv(packet.payloadLength, most);
            packet.segmentSize = most;
        }
    }

    private Connection connectionOf(Headers headers, long netns, long timeNs) {
        int slot = slotOf(headers, netns);
        Connection found = byTuple[slot];
        boolean syn = headers.has(TcpFlags.SYN);
        boolean firstSyn = syn && !headers.has(TcpFlags.ACK);
        if (found != null) {
            Side side =
                    found.sideOf(headers.sourceHigh(), headers.sourceLow(), headers.sourcePort());
            if (!firstSyn || !found.isOver(side, headers.sequence())) {
                return found;
            }
        }
        // A SYN tells the client, a SYN-ACK the server; else the lower port is the server's.
        boolean sourceIsClient = syn ? firstSyn : headers.sourcePort() >= headers.destinationPort();
        Connection made =
                sourceIsClient
                        ? make(
                                new ConnectionKey(
                                        netns,
                                        headers.sourceHigh(),
                                        headers.sourceLow(),
                                        headers.sourcePort(),
                                        headers.destinationHigh(),
                                        headers.destinationLow(),
                                        headers.destinationPort()),
                                !syn,
                                timeNs)
                        : make(
                                new ConnectionKey(
                                        netns,
                                        headers.destinationHigh(),
                                        headers.destinationLow(),
                                        headers.destinationPort(),
                                        headers.sourceHigh(),
                                        headers.sourceLow(),
                                        headers.sourcePort()),
                                !syn,
                                timeNs);
        if (found != null) {
            made.reuse();
        }
        put(slot, made);
        return made;
    }

    /**
     * The connection of a socket that tells its tuple; made if it is new.
     *
     * @param cookie 0 if unknown
     * @param passive 1 if the local end is the server, 0 if it is the client, 2 if unknown
     */
    public Connection socket(
            long netns,
            long localHigh,
            long localLow,
            int localPort,
            long remoteHigh,
            long remoteLow,
            int remotePort,
            long cookie,
            int passive,
            long timeNs) {
        Connection known = cookie == 0 ? null : cookie(cookie);
        if (known != null) {
            return known;
        }
        int slot = slot(netns, localHigh, localLow, localPort, remoteHigh, remoteLow, remotePort);
        Connection found = byTuple[slot];
        if (found != null) {
            Side side = found.sideOf(localHigh, localLow, localPort);
            if (cookie == 0 || (found.cookie(side) == 0 && !found.closed())) {
                if (cookie != 0) {
                    bind(found, side, cookie);
                }
                found.seen(timeNs);
                return found;
            }
        }
        boolean localIsClient = passive == 2 ? localPort >= remotePort : passive == 0;
        Connection made =
                localIsClient
                        ? make(
                                new ConnectionKey(
                                        netns,
                                        localHigh,
                                        localLow,
                                        localPort,
                                        remoteHigh,
                                        remoteLow,
                                        remotePort),
                                passive == 2,
                                timeNs)
                        : make(
                                new ConnectionKey(
                                        netns,
                                        remoteHigh,
                                        remoteLow,
                                        remotePort,
                                        localHigh,
                                        localLow,
                                        localPort),
                                passive == 2,
                                timeNs);
        put(slot, made);
        if (cookie != 0) {
            bind(made, made.sideOf(localHigh, localLow, localPort), cookie);
        }
        return made;
    }

    /** The connection of that tuple, either direction, or null; the newest use of it. */
    public Connection find(
            long netns, long highA, long lowA, int portA, long highB, long lowB, int portB) {
        return byTuple[slot(netns, highA, lowA, portA, highB, lowB, portB)];
    }

    /** The side of {@code connection} at that endpoint. */
    public Side side(Connection connection, long high, long low, int port) {
        return connection.sideOf(high, low, port);
    }

    /** The connection of that socket, or null. */
    public Connection cookie(long cookie) {
        int mask = cookies.length - 1;
        for (int i = cookieHash(cookie) & mask; cookies[i] != 0; i = (i + 1) & mask) {
            if (cookies[i] == cookie) {
                return byCookie[i];
            }
        }
        return null;
    }

    /** The side of {@code connection} that has that socket. */
    public static Side side(Connection connection, long cookie) {
        return connection.cookie(Side.CLIENT) == cookie ? Side.CLIENT : Side.SERVER;
    }

    /** Connections made so far. */
    public int made() {
        return lastId;
    }

    /**
     * Forgets the connections that closed more than {@link #LINGER_NS} before {@code nowNs}, and
     * those that gave way to another use of their endpoints.
     *
     * @return them, in order of id
     */
    public List<Connection> expire(long nowNs) {
        return drop(nowNs - LINGER_NS);
    }

    /** Forgets all that are left; in order of id. */
    public List<Connection> finish() {
        return drop(Long.MAX_VALUE);
    }

    private List<Connection> drop(long before) {
        List<Connection> dropped = new ArrayList<>();
        for (Connection connection : live) {
            boolean stale = connection.endNs() < before;
            if (before == Long.MAX_VALUE || (stale && connection.closed())) {
                dropped.add(connection);
            } else if (stale && byTuple[slot(connection.key())] != connection) {
                dropped.add(connection);
            }
        }
        if (!dropped.isEmpty()) {
            forget(dropped);
        }
        return dropped;
    }

    private void forget(List<Connection> dropped) {
        BitSet gone = new BitSet();
        dropped.forEach(connection -> gone.set(connection.id()));
        List<Connection> kept = new ArrayList<>(live.size() - dropped.size());
        Arrays.fill(byTuple, null);
        Arrays.fill(cookies, 0);
        Arrays.fill(byCookie, null);
        tuples = 0;
        cookieCount = 0;
        for (Connection connection : live) {
            if (gone.get(connection.id())) {
                continue;
            }
            kept.add(connection);
            put(slot(connection.key()), connection); // ascending ids, so the newest use wins
            for (Side side : SIDES) {
                if (connection.cookie(side) != 0) {
                    putCookie(connection.cookie(side), connection);
                }
            }
        }
        live = kept;
    }

    private Connection make(ConnectionKey key, boolean sidesInferred, long timeNs) {
        Connection made = new Connection(++lastId, key, sidesInferred, timeNs);
        live.add(made);
        return made;
    }

    private void bind(Connection connection, Side side, long cookie) {
        if (cookie(cookie) == null) {
            connection.cookie(side, cookie);
            connection.settle(side);
            putCookie(cookie, connection);
        }
    }

    private void putCookie(long cookie, Connection connection) {
        if (++cookieCount * 2 > cookies.length) {
            growCookies();
        }
        insertCookie(cookie, connection);
    }

    private void insertCookie(long cookie, Connection connection) {
        int mask = cookies.length - 1;
        int i = cookieHash(cookie) & mask;
        while (cookies[i] != 0) {
            i = (i + 1) & mask;
        }
        cookies[i] = cookie;
        byCookie[i] = connection;
    }

    private void growCookies() {
        long[] oldCookies = cookies;
        Connection[] oldConnections = byCookie;
        cookies = new long[oldCookies.length * 2];
        byCookie = new Connection[cookies.length];
        for (int i = 0; i < oldCookies.length; i++) {
            if (oldCookies[i] != 0) {
                insertCookie(oldCookies[i], oldConnections[i]);
            }
        }
    }

    private static int cookieHash(long cookie) {
        return (int) ((cookie * 0x9e37_79b9_7f4a_7c15L) >>> 32);
    }

    private void put(int slot, Connection connection) {
        boolean another = byTuple[slot] == null;
        byTuple[slot] = connection;
        if (another && ++tuples * 2 > byTuple.length) {
            Connection[] old = byTuple;
            byTuple = new Connection[old.length * 2];
            for (Connection moved : old) {
                if (moved != null) {
                    byTuple[slot(moved.key())] = moved;
                }
            }
        }
    }

    private int slotOf(Headers headers, long netns) {
        return slot(
                netns,
                headers.sourceHigh(),
                headers.sourceLow(),
                headers.sourcePort(),
                headers.destinationHigh(),
                headers.destinationLow(),
                headers.destinationPort());
    }

    private int slot(ConnectionKey key) {
        return slot(
                key.netns(),
                key.highA(),
                key.lowA(),
                key.portA(),
                key.highB(),
                key.lowB(),
                key.portB());
    }

    /** Where that tuple is, or may be put. */
    private int slot(
            long netns, long highA, long lowA, int portA, long highB, long lowB, int portB) {
        int mask = byTuple.length - 1;
        int i = ConnectionKey.hash(netns, highA, lowA, portA, highB, lowB, portB) & mask;
        while (byTuple[i] != null
                && !byTuple[i].key().same(netns, highA, lowA, portA, highB, lowB, portB)) {
            i = (i + 1) & mask;
        }
        return i;
    }
}
