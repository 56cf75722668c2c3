package io.tcbee.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tcbee.model.Side;
import io.tcbee.tcp.ConnectionTable;
import io.tcbee.tcp.Headers;
import io.tcbee.tcp.Packet;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The example of RFC 4737, section 4.2.3: packets 4, 5 and 6 come after 7 to 10. */
class ReorderingTest {
    private static final int ACK = 0x10;
    private static final int PAYLOAD = 100;

    private final ConnectionTable table = new ConnectionTable();
    private final Headers headers = new Headers();
    private final List<Double> extents = new ArrayList<>();
    private final List<Double> lateUs = new ArrayList<>();
    private Observer observer;
    private long timeNs;
    private double most;

    private final Sink sink =
            new Sink() {
                @Override
                public void point(Output output, Side side, long at, double value) {
                    (output.name().equals("reordering_extent") ? extents : lateUs).add(value);
                }

                @Override
                public void attribute(Output output, Side side, double value) {
                    most = value;
                }
            };

    /** The packet of that number, as its sender counts them. */
    private void packet(int number) {
        ByteBuffer bytes = ByteBuffer.allocate(40);
        bytes.put((byte) 0x45).put((byte) 0).putShort((short) (40 + PAYLOAD));
        bytes.putShort((short) number).putShort((short) 0).put((byte) 64).put((byte) 6);
        bytes.putShort((short) 0).putInt(1).putInt(2);
        bytes.putShort((short) 1000).putShort((short) 80);
        bytes.putInt(1000 + PAYLOAD * number).putInt(1).put((byte) 0x50).put((byte) ACK);
        bytes.putShort((short) 1000);
        headers.parse(MemorySegment.ofArray(bytes.array()), 0, 20, 20);
        timeNs += 1000;
        Packet packet = table.packet(headers, 1, 0, timeNs, Packet.UNKNOWN, PAYLOAD, 1, 0);
        if (observer == null) {
            observer =
                    Metrics.all().stream()
                            .filter(each -> each.name().equals("reordering"))
                            .findAny()
                            .orElseThrow()
                            .observe(packet.connection(), sink);
        }
        observer.packet(packet);
    }

    @Test
    void theExampleOfTheDefinition() {
        for (int number : new int[] {1, 2, 3, 7, 8, 9, 10, 4, 5, 6, 11}) {
            packet(number);
        }
        observer.end();

        assertEquals(List.of(4.0, 5.0, 6.0), extents);
        assertEquals(List.of(4.0, 5.0, 6.0), lateUs); // one packet a microsecond
        assertEquals(6, most);
    }

    @Test
    void inOrderThereIsNone() {
        for (int number = 1; number < 3000; number++) {
            packet(number);
        }
        observer.end();

        assertEquals(List.of(), extents);
        assertEquals(0, most);
    }
}
