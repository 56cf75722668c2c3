package io.tcbee.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OneWayTest {
    private static final int PACKET_BYTES = 1500;

    @Test
    void theSameSeedDecidesTheSameWhateverTheTiming() {
        PathOptions options = PathOptions.builder().loss(0.1).duplicate(0.1).seed(3).build();
        assertEquals(actions(options, 1000), actions(options, 777_777));
    }

    @Test
    void anotherSeedDecidesOtherwise() {
        assertNotEquals(
                actions(PathOptions.builder().loss(0.1).seed(3).build(), 1000),
                actions(PathOptions.builder().loss(0.1).seed(4).build(), 1000));
    }

    @Test
    void lossIsAsFrequentAsAsked() {
        List<String> actions = actions(PathOptions.builder().loss(0.1).build(), 1000, 100_000);
        long lost = actions.stream().filter("drop_random"::equals).count();
        // Binomial(100000, 0.1): mean 10000, standard deviation 95; five of them
        assertEquals(10_000.0, (double) lost, 475.0);
    }

    @Test
    void packetsLeaveOneTransmissionTimeApart() {
        OneWay way = new OneWay(PathOptions.builder().rateMbit(12).delayMs(10).build());
        // 1500 B at 12 Mbit/s take 1 ms
        assertEquals(11_000_000, release(way, 0));
        assertEquals(12_000_000, release(way, 0));
        assertEquals(1_000_000, way.queueDelayNs());
        assertEquals(16_000_000, release(way, 5_000_000));
        assertEquals(0, way.queueDelayNs());
    }

    @Test
    void aPacketThatDoesNotFitWholeIsDropped() {
        OneWay way = new OneWay(PathOptions.builder().rateMbit(12).queueBytes(3000).build());
        List<String> actions = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            actions.add(Action.text(way.decide(data(), 0, 0)));
        }
        actions.add(Action.text(way.decide(data(), 1_000_000, 0))); // one has left
        assertEquals(List.of("forward", "forward", "drop_queue", "forward"), actions);
        assertEquals(1500, way.queueBytes());
    }

    @Test
    void aSpikeHoldsPacketsToItsEnd() {
        Duration at = Duration.ofNanos(100);
        OneWay way = new OneWay(PathOptions.builder().spike(at, Duration.ofNanos(50)).build());
        assertEquals("forward", Action.text(way.decide(data(), 1099, 99)));
        assertEquals("spike", Action.text(way.decide(data(), 1100, 100)));
        assertEquals(1150, way.releaseNs());
        assertEquals("forward", Action.text(way.decide(data(), 1150, 150)));
    }

    private static List<String> actions(PathOptions options, long stepNs) {
        return actions(options, stepNs, 1000);
    }

    private static List<String> actions(PathOptions options, long stepNs, int packets) {
        OneWay way = new OneWay(options);
        List<String> actions = new ArrayList<>();
        for (int i = 0; i < packets; i++) {
            actions.add(Action.text(way.decide(data(), i * stepNs, i * stepNs)));
        }
        return actions;
    }

    private static long release(OneWay way, long nowNs) {
        int _ = way.decide(data(), nowNs, nowNs);
        return way.releaseNs();
    }

    private static Packet data() {
        Packet packet = new Packet();
        packet.length = PACKET_BYTES;
        packet.payload = PACKET_BYTES - 40;
        packet.flags = 0x10;
        return packet;
    }
}
