package io.tcbee.tcp;

import static io.tcbee.tcp.Wire.ACK;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tcbee.model.Side;
import org.junit.jupiter.api.Test;

/** What packets mean, by hand; the initial numbers make the client's wrap at its 15th byte. */
class ConnectionTest {
    private static final int C = 0xffff_fff1; // the client's first byte of data
    private static final int S = 501; // the server's

    private final Wire wire = new Wire(true);

    @Test
    void sequenceNumbersAreRelativeAcrossTheWrap() {
        wire.handshake();
        wire.client(C, S, ACK, 100);
        Packet second = wire.client(C + 100, S, ACK, 100);

        assertEquals(101, second.seq());
        assertEquals(201, second.end());
        assertEquals(1, second.ack());
        assertEquals(200, second.connection().sender(Side.CLIENT).flight());
    }

    @Test
    void theSegmentSentAgainGivesNoRoundTripTime() {
        wire.handshake();
        wire.client(C, S, ACK, 100);
        wire.timeNs += 5000;
        Packet again = wire.client(C, S, ACK, 100);

        assertTrue(again.retransmission());
        assertEquals(100, again.retransmittedBytes());
        assertEquals(1, again.retransmittedSegments());
        wire.timeNs += 5000;
        assertEquals(Packet.NO_TIME, wire.server(S, C + 100, ACK, 0).rttNs());
    }

    @Test
    void theRepairOfAHoleGivesNoRoundTripTime() {
        wire.handshake();
        wire.client(C, S, ACK, 100);
        wire.client(C + 100, S, ACK, 100);
        wire.timeNs += 5000;
        wire.client(C, S, ACK, 100);
        wire.timeNs += 5000;

        assertEquals(Packet.NO_TIME, wire.server(S, C + 200, ACK, 0).rttNs());
    }

    @Test
    void theNewestSegmentAcknowledgedGivesTheRoundTripTime() {
        wire.handshake();
        wire.client(C, S, ACK, 100);
        wire.timeNs += 300;
        wire.client(C + 100, S, ACK, 100);
        wire.timeNs += 5000;

        assertEquals(5000, wire.server(S, C + 200, ACK, 0).rttNs());
    }

    @Test
    void aSegmentInsideAGsoPacketGivesARoundTripTime() {
        wire.handshake();
        wire.segments = 4;
        wire.segmentSize = 100;
        wire.client(C, S, ACK, 400);
        wire.segments = 1;
        wire.timeNs += 5000;

        assertEquals(5000, wire.server(S, C + 200, ACK, 0).rttNs());
        assertEquals(Packet.NO_TIME, wire.server(S, C + 250, ACK, 0).rttNs());
    }

    @Test
    void onlyTheSegmentsSentAgainOfAGsoPacketCount() {
        wire.handshake();
        wire.client(C, S, ACK, 150);
        wire.segments = 4;
        wire.segmentSize = 100;
        Packet packet = wire.client(C, S, ACK, 400);

        assertEquals(150, packet.retransmittedBytes());
        assertEquals(2, packet.retransmittedSegments());
        assertEquals(250, packet.newBytes());
    }

    @Test
    void dataAtTheReceiverGivesNoRoundTripTime() {
        Wire atServer = new Wire(false);
        atServer.handshake();
        atServer.client(C, S, ACK, 100);

        assertEquals(Packet.NO_TIME, atServer.server(S, C + 100, ACK, 0).rttNs());
    }

    @Test
    void anOlderIdentificationThatFillsAHoleIsReordering() {
        Wire atServer = new Wire(false);
        atServer.handshake();
        atServer.clientWithId(201, C + 100, S, ACK, 100);
        Packet late = atServer.clientWithId(200, C, S, ACK, 100);

        assertTrue(late.reordered());
        assertFalse(late.retransmission());
    }

    @Test
    void aNewerIdentificationThatFillsAHoleIsARetransmission() {
        Wire atServer = new Wire(false);
        atServer.handshake();
        atServer.clientWithId(201, C + 100, S, ACK, 100);

        assertTrue(atServer.clientWithId(202, C, S, ACK, 100).retransmission());
    }

    @Test
    void theSameIdentificationIsACopyMadeByThePath() {
        Wire atServer = new Wire(false);
        atServer.handshake();
        atServer.clientWithId(200, C, S, ACK, 100);
        Packet copy = atServer.clientWithId(200, C, S, ACK, 100);

        assertTrue(copy.pathDuplicate());
        assertFalse(copy.retransmission());
    }

    @Test
    void aKeepAliveIsNoRetransmission() {
        wire.handshake();
        wire.client(C, S, ACK, 1);
        wire.server(S, C + 1, ACK, 0);
        wire.timeNs += 2_000_000_000L;
        Packet probe = wire.client(C, S, ACK, 1);

        assertTrue(probe.keepAlive());
        assertFalse(probe.retransmission());
        assertFalse(wire.server(S, C + 1, ACK, 0).duplicateAck5681());
    }

    @Test
    void sackedBytesCountOnce() {
        wire.handshake();
        for (int i = 0; i < 4; i++) {
            wire.client(C + 100 * i, S, ACK, 100);
        }
        Packet first = wire.server(S, C, ACK, 0, Wire.sack(C + 100, C + 200));
        assertEquals(100, first.newlySackedBytes());
        assertTrue(first.duplicateAck6675());
        assertTrue(first.duplicateAck5681());
        Packet second = wire.server(S, C, ACK, 0, Wire.sack(C + 100, C + 300));
        assertEquals(100, second.newlySackedBytes());
        Packet all = wire.server(S, C + 400, ACK, 0);
        assertEquals(200, all.deliveredBytes());
        assertEquals(0, all.connection().sender(Side.CLIENT).sacked().bytes());
    }

    @Test
    void aDuplicateBlockIsNoNewData() {
        wire.handshake();
        wire.client(C, S, ACK, 200);
        wire.server(S, C + 100, ACK, 0);
        Packet packet = wire.server(S, C + 100, ACK, 0, Wire.sack(C, C + 100));

        assertEquals(0, packet.newlySackedBytes());
        assertEquals(1, packet.connection().sender(Side.CLIENT).sacked().duplicateBlocks());
    }

    @Test
    void withoutASynTheLowerPortIsTheServer() {
        Packet packet = wire.server(S, C, ACK, 100);

        assertEquals(Side.SERVER, packet.side());
        assertTrue(packet.connection().sidesInferred());
        assertEquals(1, packet.seq());
    }

    @Test
    void aClosedConnectionIsForgottenAfterAMinute() {
        wire.handshake();
        wire.client(C, S, Wire.FIN | ACK, 0);
        wire.server(S, C + 1, Wire.FIN | ACK, 0);
        wire.client(C + 1, S + 1, ACK, 0);

        assertEquals(0, wire.table.expire(ConnectionTable.LINGER_NS).size());
        assertEquals(1, wire.table.expire(ConnectionTable.LINGER_NS + 2000).size());
        assertEquals(0, wire.table.finish().size());
    }
}
