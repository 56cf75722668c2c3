package io.tcbee.tcp;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/** Makes packets by hand: IPv4, one client (10.0.0.1:5000), one server (10.0.0.2:80). */
final class Wire {
    static final int SYN = TcpFlags.SYN;
    static final int ACK = TcpFlags.ACK;
    static final int FIN = TcpFlags.FIN;

    final ConnectionTable table = new ConnectionTable();
    private final Headers headers = new Headers();
    private final boolean atClient;
    private int clientId = 100;
    private int serverId = 7000;
    long timeNs;
    int segments = 1;
    int segmentSize;

    Wire(boolean atClient) {
        this.atClient = atClient;
    }

    static byte[] sack(int... edges) {
        ByteBuffer option = ByteBuffer.allocate(4 + 4 * edges.length);
        option.put((byte) 1).put((byte) 1).put((byte) 5).put((byte) (2 + 4 * edges.length));
        for (int edge : edges) {
            option.putInt(edge);
        }
        return option.array();
    }

    Packet client(int seq, int next, int flags, int payload, byte... options) {
        return packet(true, clientId++, seq, next, flags, payload, options);
    }

    /** A packet of the client with that IP identification. */
    Packet clientWithId(int id, int seq, int next, int flags, int payload) {
        return packet(true, id, seq, next, flags, payload);
    }

    Packet server(int seq, int next, int flags, int payload, byte... options) {
        return packet(false, serverId++, seq, next, flags, payload, options);
    }

    /** SYN, SYN-ACK and ACK; the initial numbers are 0xfffffff0 and 500. */
    void handshake() {
        client(0xffff_fff0, 0, SYN, 0);
        timeNs += 1000;
        server(500, 0xffff_fff1, SYN | ACK, 0);
        client(0xffff_fff1, 501, ACK, 0);
    }

    private Packet packet(
            boolean fromClient,
            int id,
            int seq,
            int next,
            int flags,
            int payload,
            byte... options) {
        ByteBuffer bytes = ByteBuffer.allocate(40 + options.length);
        byte[] client = {10, 0, 0, 1};
        byte[] server = {10, 0, 0, 2};
        bytes.put((byte) 0x45).put((byte) 0).putShort((short) (40 + options.length + payload));
        bytes.putShort((short) id).putShort((short) 0x4000);
        bytes.put((byte) 64).put((byte) 6).putShort((short) 0);
        bytes.put(fromClient ? client : server).put(fromClient ? server : client);
        bytes.putShort((short) (fromClient ? 5000 : 80));
        bytes.putShort((short) (fromClient ? 80 : 5000));
        bytes.putInt(seq).putInt(next);
        bytes.put((byte) ((5 + options.length / 4) << 4)).put((byte) flags);
        bytes.putShort((short) 1000).putInt(0).put(options);
        if (!headers.parse(MemorySegment.ofArray(bytes.array()), 0, 20, 20 + options.length)) {
            throw new AssertionError("no TCP");
        }
        return table.packet(
                headers, 1, 0, timeNs, fromClient == atClient, payload, segments, segmentSize);
    }
}
