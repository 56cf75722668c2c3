package io.tcbee.lab;

import static io.tcbee.lab.Direction.A_TO_B;
import static io.tcbee.lab.Direction.B_TO_A;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The kernel's own counters and TCP_INFO must agree with what the path says it did. */
@RunningLab
class LabTest {
    private static final Duration DELAY = Duration.ofMillis(10);
    private static final PathOptions BACK = PathOptions.delay(DELAY);

    private static PathOptions.Builder there() {
        return PathOptions.builder().rateMbit(20).delay(DELAY).queueBytes(400_000);
    }

    @Test
    void leastRoundTripTimeIsTwiceTheDelay() {
        try (Lab lab = Lab.open(PathOptions.delay(DELAY), BACK)) {
            RoundTrips trips = RoundTrips.measure(lab, 20);
            long minRttNs = trips.info().minRttUs() * 1000;
            long leastOfPath = PathTruth.leastRoundTripNs(lab.log());
            assertTrue(leastOfPath >= 2 * DELAY.toNanos(), () -> "by the log ns " + leastOfPath);
            // The kernel rounds down to us. It cannot have seen an acknowledgment before it was
            // released, nor
            // after the application had the answer that came with it: true on the slowest machine.
            assertTrue(minRttNs + 1000 > leastOfPath, () -> minRttNs + " < " + leastOfPath);
            assertTrue(minRttNs <= trips.leastNs(), () -> minRttNs + " > " + trips.leastNs());
            for (PathLog.Row row = lab.log().rows(); row.next(); ) {
                assertEquals(DELAY.toNanos(), row.releaseNs() - row.timeNs());
                boolean underWay = row.departureNs() < 0;
                assertTrue(underWay || row.departureNs() >= row.releaseNs(), "before it was due");
            }
        }
    }

    @Test
    void aBusyBottleneckSendsAtItsRateAndNothingElseHoldsAPacket() {
        try (Lab lab = Lab.open(there().build(), BACK)) {
            TransferResult result = lab.transfer(Transfer.of(6_000_000));
            long spanNs = PathTruth.assertRate(lab.log(), 20e6, DELAY.toNanos());
            long ofRateBits = Math.round(spanNs / 1e9 * 20e6);
            assertTrue(result.bytes() * 8 < ofRateBits, "more than the rate passed");
            assertTrue(result.endNs() - result.startNs() >= spanNs, "the transfer spans the path");
        }
    }

    @Test
    void eachScriptedDropIsOneRetransmission() {
        try (Lab lab = Lab.open(there().dropData(60, 300, 800).build(), BACK)) {
            Counters before = lab.clientCounters();
            TransferResult result = lab.transfer(Transfer.of(2_000_000));
            Counters counted = lab.clientCounters().since(before);
            assertEquals(3, lab.log().count(A_TO_B, Action.DROP_SCRIPTED));
            assertEquals(3, lab.log().dropped(A_TO_B));
            PathTruth.assertEveryDropWasRepaired(lab.log(), A_TO_B);
            // Each further one was needless (the machine stood still), and its receiver said so.
            long needless = PathTruth.duplicatesReported(lab.serverCounters());
            assertEquals(3 + needless, counted.get("TcpRetransSegs"));
            assertEquals(3 + needless, result.info().totalRetrans());
            assertEquals(3 + needless, lab.log().repeated(A_TO_B));
        }
    }

    @Test
    void everyPacketOfTheKernelIsInTheLog() {
        try (Lab lab = Lab.open(there().loss(0.01).build(), BACK)) {
            Counters before = lab.clientCounters();
            TransferResult result = lab.transfer(Transfer.of(1_000_000));
            Counters counted = lab.clientCounters().since(before);
            long sent = counted.get("TcpOutSegs") + counted.get("TcpRetransSegs");
            assertEquals(1_000_002, result.info().bytesAcked()); // SYN and FIN count
            // The last ACK may be on its way to the wire.
            assertEquals(sent, PathTruth.settled(sent, () -> lab.log().count(A_TO_B)));
            assertEquals(lab.log().dropped(A_TO_B), lab.log().count(A_TO_B, Action.DROP_RANDOM));
            assertEquals(0, lab.lostBeforeWire());
            assertEquals(0, lab.log().undelivered());
        }
    }

    @Test
    void lossStrikesTheSameSegmentsInEveryRun() {
        List<Long> first = lostSegments();
        assertFalse(first.isEmpty());
        assertEquals(first, lostSegments());
    }

    /** Numbers of the lost ones among the first 300 data segments. */
    private static List<Long> lostSegments() {
        try (Lab lab = Lab.open(there().loss(0.02).seed(42).build(), BACK)) {
            TransferResult _ = lab.transfer(Transfer.of(600_000));
            List<Long> lost = new ArrayList<>();
            long data = 0;
            for (PathLog.Row row = lab.log().rows(); row.next() && data < 300; ) {
                if (row.direction() == A_TO_B && row.payload() > 0) {
                    data++;
                    if (row.has(Action.DROP_RANDOM)) {
                        lost.add(data);
                    }
                }
            }
            return lost;
        }
    }

    @Test
    void aQueueThatOverflowsDropsAndItsDropsAreRepaired() {
        PathOptions shallow = PathOptions.builder().rateMbit(10).queueBytes(40_000).build();
        try (Lab lab = Lab.open(shallow, BACK)) {
            TransferResult result = lab.transfer(Transfer.of(2_000_000).congestionControl("reno"));
            long dropped = lab.log().count(A_TO_B, Action.DROP_QUEUE);
            assertTrue(dropped > 0);
            assertTrue(result.info().totalRetrans() >= dropped);
            for (PathLog.Row row = lab.log().rows(); row.next(); ) {
                assertTrue(row.queueBytes() <= 40_000);
            }
        }
    }

    @Test
    void marksReachTheSender() {
        PathOptions marking =
                PathOptions.builder().rateMbit(10).ceAboveBytes(20_000).delay(DELAY).build();
        LabOptions options = LabOptions.of(marking, BACK).sysctl("net.ipv4.tcp_ecn", "1");
        try (Lab lab = Lab.open(options)) {
            Counters before = lab.serverCounters();
            TransferResult result = lab.transfer(Transfer.of(2_000_000));
            Counters counted = lab.serverCounters().since(before);
            long marked = lab.log().count(A_TO_B, Action.CE);
            assertTrue(marked > 0);
            assertEquals(marked, counted.get("IpExtInCEPkts"));
            assertEquals(0, lab.log().dropped(A_TO_B));
            assertTrue(result.info().get("delivered_ce") >= marked);
            assertEquals(0, counted.get("IpInHdrErrors")); // the checksum is still right
        }
    }

    @Test
    void marksReachTheSenderOverIpv6() {
        PathOptions marking = PathOptions.builder().rateMbit(10).ceAboveBytes(20_000).build();
        LabOptions options = LabOptions.of(marking, BACK).sysctl("net.ipv4.tcp_ecn", "1");
        try (Lab lab = Lab.open(options)) {
            TransferResult result = lab.transfer(Transfer.of(1_000_000).ip(Ip.V6));
            assertTrue(lab.log().count(A_TO_B, Action.CE) > 0);
            assertTrue(result.info().get("delivered_ce") > 0);
        }
    }

    @Test
    void eachDuplicateIsReportedByOneDsack() {
        try (Lab lab = Lab.open(there().duplicate(0.02).build(), BACK);
                OpenTransfer transfer = OpenTransfer.start(lab, 1_000_000)) {
            Counters before = lab.serverCounters();
            transfer.awaitDelivery();
            long duplicates = lab.log().count(A_TO_B, Action.DUP);
            long needless = transfer.info().totalRetrans(); // nothing is lost
            long twice = duplicates + needless;
            assertTrue(duplicates > 0);
            assertEquals(lab.log().repeated(A_TO_B), needless);
            assertEquals(twice, PathTruth.duplicatesReported(lab.serverCounters().since(before)));
            // A receiver whose process is at work reports the last one only
            // (tcp_backlog_ack_defer).
            long told = transfer.info().get("dsack_dups");
            assertTrue(told > 0 && told <= twice, () -> "told " + told + " of " + twice);
        }
    }

    @Test
    void aBlackoutEndsWithARetransmissionTimeout() {
        PathOptions dead =
                there().blackout(Duration.ofMillis(300), Duration.ofMillis(1500)).build();
        try (Lab lab = Lab.open(dead, BACK)) {
            Counters before = lab.clientCounters();
            TransferResult _ = lab.transfer(Transfer.of(2_000_000));
            assertTrue(lab.log().count(A_TO_B, Action.DROP_BLACKOUT) > 0);
            assertTrue(lab.clientCounters().since(before).get("TcpExtTCPTimeouts") > 0);
        }
    }

    @Test
    void aDelaySpikeLosesNothingButTimesOut() {
        PathOptions spike = there().spike(Duration.ofMillis(300), Duration.ofMillis(1500)).build();
        try (Lab lab = Lab.open(spike, BACK)) {
            Counters before = lab.clientCounters();
            TransferResult _ = lab.transfer(Transfer.of(2_000_000));
            assertTrue(lab.log().count(A_TO_B, Action.SPIKE) > 0);
            assertEquals(0, lab.log().dropped(A_TO_B));
            assertTrue(lab.clientCounters().since(before).get("TcpExtTCPTimeouts") > 0);
        }
    }

    @Test
    void reorderingIsSeenByBothSides() {
        PathOptions mixed = there().reorder(0.02, Duration.ofMillis(5)).build();
        try (Lab lab = Lab.open(mixed, BACK)) {
            Counters before = lab.serverCounters();
            TransferResult result = lab.transfer(Transfer.of(2_000_000));
            assertTrue(lab.log().count(A_TO_B, Action.REORDER) > 0);
            assertEquals(0, lab.log().dropped(A_TO_B));
            assertTrue(lab.serverCounters().since(before).get("TcpExtTCPOFOQueue") > 0);
            assertTrue(result.info().get("reord_seen") > 0);
        }
    }

    @Test
    void aLostSynIsSentAgainAfterASecond() {
        try (Lab lab = Lab.open(there().dropSyn(1).build(), BACK)) {
            Counters before = lab.clientCounters();
            TransferResult result = lab.transfer(Transfer.of(1000));
            assertEquals(1, lab.log().count(A_TO_B, Action.DROP_SYN));
            assertEquals(
                    PathTruth.repeatedSyns(lab.log(), A_TO_B),
                    lab.clientCounters().since(before).get("TcpExtTCPSynRetrans"));
            assertTrue(result.endNs() - result.startNs() >= 1_000_000_000L); // RFC 6298, (2.1)
        }
    }

    @Test
    void aLostSynAckIsSentAgain() {
        PathOptions back = PathOptions.builder().delay(DELAY).dropSyn(1).build();
        try (Lab lab = Lab.open(there().build(), back)) {
            TransferResult _ = lab.transfer(Transfer.of(1000));
            assertEquals(1, lab.log().count(B_TO_A, Action.DROP_SYN));
            assertTrue(lab.serverCounters().get("TcpRetransSegs") > 0);
        }
    }

    @Test
    void lostAcksNeedNoRepair() {
        PathOptions back = PathOptions.builder().delay(DELAY).ackLoss(0.3).build();
        try (Lab lab = Lab.open(there().build(), back)) {
            TransferResult result = lab.transfer(Transfer.of(2_000_000));
            assertTrue(lab.log().count(B_TO_A, Action.DROP_ACK) > 0);
            assertEquals(0, lab.log().dropped(A_TO_B));
            assertTrue(result.info().bytesAcked() > 2_000_000);
        }
    }

    @Test
    void aLostTailIsRepairedByALossProbe() {
        PathOptions tail = PathOptions.builder().delay(DELAY).dropTail(14_480).build();
        try (Lab lab = Lab.open(tail, BACK)) {
            Counters before = lab.clientCounters();
            TransferResult _ = Apps.requestResponse(lab, 1, 14_480, 100, Duration.ZERO).join();
            Counters counted = lab.clientCounters().since(before);
            assertEquals(1, lab.log().count(A_TO_B, Action.DROP_TAIL));
            assertEquals(1, lab.log().dropped(A_TO_B));
            PathTruth.assertEveryDropWasRepaired(lab.log(), A_TO_B);
            assertEquals(lab.log().repeated(A_TO_B), counted.get("TcpRetransSegs"));
            // More than one only if the machine stood still.
            assertTrue(counted.get("TcpExtTCPLossProbes") >= 1);
        }
    }

    @Test
    void transfersShareTheBottleneck() {
        try (Lab lab = Lab.open(there().build(), BACK)) {
            List<CompletableFuture<TransferResult>> running = new ArrayList<>();
            for (String control : new String[] {"cubic", "reno", "bbr"}) {
                running.add(lab.start(Transfer.of(500_000).congestionControl(control)));
            }
            List<Integer> ports =
                    running.stream().map(future -> future.join().localPort()).distinct().toList();
            assertEquals(3, ports.size());
        }
    }

    @Test
    void ipv6CarriesATransfer() {
        try (Lab lab = Lab.open(there().loss(0.01).build(), BACK)) {
            TransferResult result = lab.transfer(Transfer.of(1_000_000).ip(Ip.V6));
            assertEquals(1_000_002, result.info().bytesAcked());
            PathLog.Row row = lab.log().rows();
            assertTrue(row.next());
            assertEquals(6, row.version());
        }
    }
}
