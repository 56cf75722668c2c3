package io.tcbee.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.tcbee.model.Side;
import io.tcbee.tcp.ConnectionTable;
import io.tcbee.tcp.Headers;
import io.tcbee.tcp.Packet;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Ends of connections: those of RFC 9293, figures 12 and 13, by hand, and real ones. */
class TeardownTest {
    private static final int FIN = 0x01;
    private static final int SYN = 0x02;
    private static final int RST = 0x04;
    private static final int ACK = 0x10;
    private static final double OPEN = 0;
    private static final double CLOSING = 1;
    private static final double ORDERLY = 2;
    private static final double HALF_CLOSE = 3;
    private static final double SIMULTANEOUS = 4;
    private static final double RESET = 5;
    private static final double RESET_OUTSTANDING = 6;
    private static final double RESET_AFTER_CLOSE = 7;
    private static final double REFUSED = 8;
    private static final double UNANSWERED = 9;
    private static final double CLIENT = 0;
    private static final double SERVER = 1;

    private final ConnectionTable table = new ConnectionTable();
    private final Headers headers = new Headers();
    private final Map<String, Double> attributes = new HashMap<>();
    private Observer observer;
    private int id = 1;
    private long timeNs;

    private final Sink sink =
            new Sink() {
                @Override
                public void point(Output output, Side side, long at, double value) {}

                @Override
                public void attribute(Output output, Side side, double value) {
                    attributes.put(output.name(), value);
                }
            };

    /** Numbers are those of RFC 9293: the client's first byte is 101, the server's 301. */
    private void packet(boolean client, int flags, int seq, int ack, int payload) {
        ByteBuffer bytes = ByteBuffer.allocate(40);
        bytes.put((byte) 0x45).put((byte) 0).putShort((short) (40 + payload));
        bytes.putInt(id++ << 16).put((byte) 64).put((byte) 6).putShort((short) 0);
        bytes.putInt(client ? 1 : 2).putInt(client ? 2 : 1);
        bytes.putShort((short) (client ? 1000 : 80)).putShort((short) (client ? 80 : 1000));
        bytes.putInt(seq).putInt(ack).put((byte) 0x50).put((byte) flags).putShort((short) 1000);
        headers.parse(MemorySegment.ofArray(bytes.array()), 0, 20, 20);
        timeNs += 1_000_000;
        int direction = client ? Packet.OUT : Packet.IN;
        Packet packet = table.packet(headers, 1, 0, timeNs, direction, payload, 1, 0);
        if (observer == null) {
            observer =
                    Metrics.all().stream()
                            .filter(each -> each.name().equals("teardown"))
                            .findAny()
                            .orElseThrow()
                            .observe(packet.connection(), sink);
        }
        observer.packet(packet);
    }

    private void open() {
        packet(true, SYN, 100, 0, 0);
        packet(false, SYN | ACK, 300, 101, 0);
        packet(true, ACK, 101, 301, 0);
    }

    private void ends(double kind, Double side) {
        observer.end();
        assertEquals(kind, attributes.get("teardown_kind"));
        assertEquals(side, attributes.get("teardown_side"));
    }

    /** Figure 12: normal close sequence. */
    @Test
    void orderly() {
        open();
        packet(true, FIN | ACK, 101, 301, 0);
        packet(false, ACK, 301, 102, 0);
        packet(false, FIN | ACK, 301, 102, 0);
        packet(true, ACK, 102, 302, 0);
        ends(ORDERLY, CLIENT);
    }

    /** Figure 13: simultaneous close sequence. */
    @Test
    void simultaneous() {
        open();
        packet(true, FIN | ACK, 101, 301, 0);
        packet(false, FIN | ACK, 301, 101, 0);
        packet(true, ACK, 102, 302, 0);
        packet(false, ACK, 302, 102, 0);
        ends(SIMULTANEOUS, CLIENT);
    }

    @Test
    void dataAfterTheOtherSidesFinIsAHalfClose() {
        open();
        packet(false, FIN | ACK, 301, 101, 0);
        packet(true, ACK, 101, 302, 0);
        packet(true, ACK, 101, 302, 50);
        packet(false, ACK, 302, 151, 0);
        packet(true, FIN | ACK, 151, 302, 0);
        packet(false, ACK, 302, 152, 0);
        ends(HALF_CLOSE, SERVER);
    }

    @Test
    void dataThatCrossesTheFinIsNoHalfClose() {
        open();
        packet(true, FIN | ACK, 101, 301, 0);
        packet(false, ACK, 301, 101, 50);
        packet(false, FIN | ACK, 351, 102, 0);
        packet(true, ACK, 102, 352, 0);
        ends(ORDERLY, CLIENT);
    }

    @Test
    void oneFinOnlyIsNotYetTheEnd() {
        open();
        packet(true, FIN | ACK, 101, 301, 0);
        packet(false, ACK, 301, 102, 0);
        ends(CLOSING, CLIENT);
    }

    @Test
    void nothingOfTheKindIsOpen() {
        open();
        packet(true, ACK, 101, 301, 50);
        observer.end();

        assertEquals(OPEN, attributes.get("teardown_kind"));
        assertNull(attributes.get("teardown_side"));
    }

    @Test
    void aResetWithNothingOutstanding() {
        open();
        packet(true, ACK, 101, 301, 50);
        packet(false, ACK, 301, 151, 0);
        packet(false, RST | ACK, 301, 151, 0);
        ends(RESET, SERVER);
    }

    @Test
    void aResetWithDataOutstanding() {
        open();
        packet(true, ACK, 101, 301, 50);
        packet(true, RST | ACK, 151, 301, 0);
        packet(false, RST | ACK, 301, 151, 0);
        ends(RESET_OUTSTANDING, CLIENT);
    }

    @Test
    void aResetInAnswerToDataAfterTheClose() {
        open();
        packet(true, FIN | ACK, 101, 301, 0);
        packet(false, ACK, 301, 102, 50);
        packet(true, RST, 102, 0, 0);
        ends(RESET_AFTER_CLOSE, CLIENT);
    }

    /** RFC 9293, section 3.10.7.1. */
    @Test
    void aSynThatIsRefused() {
        packet(true, SYN, 100, 0, 0);
        packet(false, RST | ACK, 0, 101, 0);
        ends(REFUSED, SERVER);
    }

    @Test
    void aResetBehindTheEndIsAStraggler() {
        open();
        packet(true, FIN | ACK, 101, 301, 0);
        packet(false, FIN | ACK, 301, 102, 0);
        packet(true, ACK, 102, 302, 0);
        packet(false, RST, 302, 0, 0);
        ends(ORDERLY, CLIENT);
    }

    @Test
    void silence() {
        open();
        packet(true, ACK, 101, 301, 50);
        packet(true, ACK, 101, 301, 50);
        packet(true, ACK, 101, 301, 50);
        ends(UNANSWERED, CLIENT);
    }

    @Test
    void aSynWithoutAnswer() {
        packet(true, SYN, 100, 0, 0);
        packet(true, SYN, 100, 0, 0);
        packet(true, SYN, 100, 0, 0);
        ends(UNANSWERED, CLIENT);
    }

    /** tshark: the packets with FIN or RST of each. */
    @ParameterizedTest
    @CsvSource({
        "clean, 2, 0",
        "rr, 2, 0",
        "tlp, 2, 0",
        "zero_window, 2, 0",
        "app_limited, 2, 0",
        "blackout_rto, 2, 0",
        "bufferbloat, 2, 0",
        "rst_abort, 6, 0"
    })
    void ofRealConnections(String scenario, double kind, double side) {
        Measured measured = Measured.of(scenario + ".snd");

        assertEquals(kind, measured.attribute(null, "teardown_kind"));
        assertEquals(side, measured.attribute(null, "teardown_side"));
    }
}
