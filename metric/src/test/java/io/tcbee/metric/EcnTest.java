package io.tcbee.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tcbee.model.Side;
import io.tcbee.tcp.ConnectionTable;
import io.tcbee.tcp.Headers;
import io.tcbee.tcp.Packet;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** RFC 3168, packet by packet. */
class EcnTest {
    private static final int SYN = 0x02;
    private static final int ACK = 0x10;
    private static final int ECE = 0x40;
    private static final int CWR = 0x80;
    private static final int ECT_0 = 2;
    private static final int CE = 3;

    private final ConnectionTable table = new ConnectionTable();
    private final Headers headers = new Headers();
    private final Map<String, Double> attributes = new HashMap<>();
    private final List<Long> marks = new ArrayList<>();
    private Observer observer;
    private long timeNs;

    private final Sink sink =
            new Sink() {
                @Override
                public void point(Output output, Side side, long at, double value) {
                    assertEquals("ce", output.name());
                    marks.add(at);
                }

                @Override
                public void attribute(Output output, Side side, double value) {
                    attributes.put(side + " " + output.name(), value);
                }
            };

    /** An IPv4 packet without options. */
    private void packet(boolean client, int flags, int ecn, int seq, int ack, int payload) {
        ByteBuffer bytes = ByteBuffer.allocate(40);
        bytes.put((byte) 0x45).put((byte) ecn).putShort((short) (40 + payload));
        bytes.putInt(seq << 16).put((byte) 64).put((byte) 6).putShort((short) 0);
        bytes.putInt(client ? 1 : 2).putInt(client ? 2 : 1);
        bytes.putShort((short) (client ? 1000 : 80)).putShort((short) (client ? 80 : 1000));
        bytes.putInt(seq).putInt(ack).put((byte) 0x50).put((byte) flags).putShort((short) 1000);
        headers.parse(MemorySegment.ofArray(bytes.array()), 0, 20, 20);
        timeNs += 1000;
        Packet packet = table.packet(headers, 1, 0, timeNs, Packet.UNKNOWN, payload, 1, 0);
        if (observer == null) {
            observer =
                    Metrics.all().stream()
                            .filter(each -> each.name().equals("ecn"))
                            .findAny()
                            .orElseThrow()
                            .observe(packet.connection(), sink);
        }
        observer.packet(packet);
    }

    private void open(int syn, int synAck) {
        packet(true, SYN | syn, 0, 100, 0, 0);
        packet(false, SYN | ACK | synAck, 0, 500, 101, 0);
        packet(true, ACK, 0, 101, 501, 0);
    }

    @Test
    void marksAreEchoedAndAnswered() {
        open(ECE | CWR, ECE);
        packet(true, ACK, ECT_0, 101, 501, 10);
        packet(true, ACK, CE, 111, 501, 10);
        packet(false, ACK | ECE, 0, 501, 121, 0);
        packet(false, ACK | ECE, 0, 501, 121, 0);
        packet(true, ACK | CWR, ECT_0, 121, 501, 10);
        packet(false, ACK, 0, 501, 131, 0);
        observer.end();

        assertEquals(1, attributes.get("null ecn_negotiated"));
        assertEquals(3, attributes.get("CLIENT ect_packets"));
        assertEquals(1, attributes.get("CLIENT ce_packets"));
        assertEquals(List.of(5000L), marks);
        assertEquals(0, attributes.get("CLIENT ece_packets"), "the SYN's is no signal");
        assertEquals(2, attributes.get("SERVER ece_packets"));
        assertEquals(1, attributes.get("CLIENT cwr_packets"));
        assertEquals(0, attributes.get("SERVER cwr_packets"));
    }

    /** RFC 3168, section 6.1.1: a SYN-ACK with both bits reflects, it does not grant. */
    @Test
    void aReflectedSynIsNoConsent() {
        open(ECE | CWR, ECE | CWR);
        assertEquals(0, attributes.get("null ecn_negotiated"));
    }

    @Test
    void whoDoesNotAskHasNone() {
        open(0, ECE);
        assertEquals(0, attributes.get("null ecn_negotiated"));
    }

    /** Section 6.1.1.1: the second SYN may ask no more, so as to pass a broken box. */
    @Test
    void theLastSynHolds() {
        packet(true, SYN | ECE | CWR, 0, 100, 0, 0);
        open(0, ECE);
        assertEquals(0, attributes.get("null ecn_negotiated"));
    }
}
