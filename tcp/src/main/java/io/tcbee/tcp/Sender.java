package io.tcbee.tcp;

import io.tcbee.model.Side;

/**
 * One direction of a connection: what a side has sent, and what the other has acknowledged of it.
 *
 * <p>The state machine of this module; the definitions are those of RFC 9293 (section 3.3.1), RFC
 * 5681 (section 2) and RFC 6675 (sections 2 to 4).
 */
public final class Sender {
    private static final long IDLE_NS = 1_000_000_000;
    private static final long ABSURD = 1L << 30;

    private final Side side;
    private final SequenceSpace space = new SequenceSpace();
    private final SackScoreboard sacked = new SackScoreboard();
    private final SequenceRanges seen = new SequenceRanges();
    private final Transmissions transmissions = new Transmissions();
    private final RecentPackets recent = new RecentPackets();
    private final RoundTripTime roundTripTime = new RoundTripTime();

    private boolean synSeen;
    private boolean anySent;
    private long maxend;
    private long contiguous;
    private long una = Packet.NO_SEQUENCE;
    private long finEnd = Packet.NO_SEQUENCE;
    private long lastTimeNs = Packet.NO_TIME;
    private long holeSinceNs = Packet.NO_TIME;
    private boolean ipIdKnown;
    private short newestIpId;
    private boolean tsvalKnown;
    private int newestTsval;
    private int lastWindowField = -1;
    private int windowScale = -1;
    private boolean scaleOffered;
    private long window = Packet.NO_WINDOW;
    private int mss = -1;
    private int duplicateAcks;

    Sender(Side side) {
        this.side = side;
    }

    public Side side() {
        return side;
    }

    public SequenceSpace space() {
        return space;
    }

    /** The highest sequence number sent, past the last byte. */
    public long maxend() {
        return maxend;
    }

    /** The highest acknowledgment of the other side; {@link Packet#NO_SEQUENCE} before any. */
    public long una() {
        return una;
    }

    /** Whether both ends of what is in flight are known. */
    public boolean flightKnown() {
        return anySent && una != Packet.NO_SEQUENCE;
    }

    /** Sequence numbers sent and not yet acknowledged; 0 if not {@link #flightKnown}. */
    public long flight() {
        return flightKnown() ? Math.max(0, maxend - una) : 0;
    }

    public SackScoreboard sacked() {
        return sacked;
    }

    public RoundTripTime roundTripTime() {
        return roundTripTime;
    }

    /** Duplicate acknowledgments (RFC 5681) in a row since the last new one. */
    public int duplicateAcks() {
        return duplicateAcks;
    }

    /** The window that this side offered last, bytes; {@link Packet#NO_WINDOW} if unknown. */
    public long window() {
        return window;
    }

    /** The shift of this side's windows; -1 unknown. */
    public int windowScale() {
        return windowScale;
    }

    /** MSS option of this side's SYN; -1 unknown. */
    public int mss() {
        return mss;
    }

    public boolean synSeen() {
        return synSeen;
    }

    public boolean finSeen() {
        return finEnd != Packet.NO_SEQUENCE;
    }

    /** Whether its FIN was acknowledged. */
    public boolean closed() {
        return finSeen() && una >= finEnd;
    }

    /** Payload bytes below {@code sequence}: neither SYN nor FIN. */
    public long payloadBelow(long sequence) {
        long fin = finSeen() && sequence >= finEnd ? 1 : 0;
        return Math.max(0, sequence - 1 - fin);
    }

    /** Whether this side's SYN had the window scale option. */
    boolean scaleOffered() {
        return scaleOffered;
    }

    /** Sets what the kernel knows where the SYN was not seen. */
    void windowScale(int shift) {
        windowScale = shift;
    }

    /** Makes the sequence space known; the packet's own number is relative to it afterwards. */
    void locate(Headers headers) {
        if (headers.has(TcpFlags.SYN)) {
            if (!synSeen || space.initial() != headers.sequence()) {
                space.start(headers.sequence(), 0);
                maxend = 0;
                contiguous = 0;
                una = 0;
                anySent = true;
            }
            synSeen = true;
        } else if (!space.known()) {
            space.start(headers.sequence(), 1);
        }
    }

    /** Takes in a packet of this side; fills its facts about sending. */
    void send(Packet packet, long peerWindow) {
        Headers headers = packet.headers;
        long seq = packet.seq;
        long end = packet.end();
        if (headers.has(TcpFlags.SYN) && headers.mss() >= 0) {
            mss = headers.mss();
        }
        if (!anySent) {
            anySent = true;
            maxend = Math.max(seq, una);
            contiguous = maxend;
        }
        if (Math.abs(seq - maxend) > ABSURD || headers.has(TcpFlags.RST)) {
            lastTimeNs = packet.timeNs;
            return; // a reset's number is no transmission
        }
        if (end > seq) {
            occupy(packet, seq, end, peerWindow);
        } else {
            packet.keepAlive = keepAlive(packet, seq);
        }
        noteIdentification(packet);
        lastTimeNs = packet.timeNs;
    }

    private void occupy(Packet packet, long seq, long end, long peerWindow) {
        long before = alreadySeen(seq, end);
        if (seq > maxend && holeSinceNs == Packet.NO_TIME) {
            holeSinceNs = lastTimeNs;
        }
        if (seq >= maxend) {
            packet.newBytes = packet.payloadLength;
        } else {
            judge(packet, seq, end, before, peerWindow);
        }
        if (packet.headers.has(TcpFlags.FIN)) {
            finEnd = end;
        }
        if (packet.outgoing()) {
            noteTransmission(packet, seq, end);
        }
        Headers headers = packet.headers;
        recent.add(seq, packet.timeNs, headers.ipId(), headers.tsval());
        markSeen(seq, end);
        maxend = Math.max(maxend, end);
        space.reached(maxend);
    }

    private void noteTransmission(Packet packet, long seq, long end) {
        if (packet.pathDuplicate || packet.reordered || packet.keepAlive) {
            return;
        }
        if (seq < maxend) {
            transmissions.sentAgain(seq, Math.min(end, maxend), packet.timeNs);
        }
        if (end > maxend) {
            int segment = packet.segments > 1 ? packet.segmentSize : 0;
            transmissions.sent(Math.max(seq, maxend), end, packet.timeNs, segment);
        }
    }

    private long alreadySeen(long seq, long end) {
        long below = Math.max(0, Math.min(end, contiguous) - seq);
        return below + (seen.size() == 0 ? 0 : seen.covered(Math.max(seq, contiguous), end));
    }

    private void markSeen(long seq, long end) {
        if (seq <= contiguous && seen.size() == 0) {
            contiguous = Math.max(contiguous, end);
            return;
        }
        seen.add(Math.max(seq, contiguous), end);
        contiguous = seen.endOfRangeAt(contiguous);
        seen.dropBelow(contiguous);
        if (seen.size() == 0) {
            holeSinceNs = Packet.NO_TIME;
        }
    }

    /** Decides what a packet is that begins below the end of what was sent. */
    private void judge(Packet packet, long seq, long end, long before, long peerWindow) {
        Headers headers = packet.headers;
        if (keepAlive(packet, seq) && peerWindow != 0 && idle(packet)) {
            packet.keepAlive = true;
            return;
        }
        long within = 2 * roundTripTime.rtoNs();
        if (recent.contains(seq, packet.timeNs, headers.ipId(), headers.tsval(), within)) {
            packet.pathDuplicate = true;
            return;
        }
        packet.newBytes = Math.min(packet.payloadLength, end - seq - before);
        if (before < Math.min(end, maxend) - seq) {
            int age = age(headers);
            if (age < 0) {
                packet.reordered = true;
                return;
            }
            if (age == 0 && !packet.outgoing()) {
                return; // undecided: neither header tells which was sent first
            }
        }
        packet.retransmission = true;
        long payload = seq + (headers.has(TcpFlags.SYN) ? 1 : 0);
        long repeated = Math.min(payload + packet.payloadLength, maxend) - payload;
        packet.retransmittedBytes = Math.max(0, repeated);
        packet.retransmittedSegments = segmentsOf(packet, repeated);
    }

    private static int segmentsOf(Packet packet, long bytes) {
        if (packet.segments == 1 || packet.segmentSize == 0 || bytes >= packet.payloadLength) {
            return packet.segments;
        }
        return (int) Math.ceilDiv(bytes, (long) packet.segmentSize);
    }

    private boolean keepAlive(Packet packet, long seq) {
        return packet.payloadLength <= 1
                && seq == maxend - 1
                && una == maxend
                && !packet.headers.has(TcpFlags.SYN | TcpFlags.FIN | TcpFlags.RST);
    }

    private boolean idle(Packet packet) {
        return lastTimeNs == Packet.NO_TIME || packet.timeNs - lastTimeNs >= IDLE_NS;
    }

    /** Below 0: sent before the newest packet seen; above 0: after it; 0: not told. */
    private int age(Headers headers) {
        if (ipIdKnown && headers.ipId() != 0) {
            return (short) (headers.ipId() - newestIpId);
        }
        return tsvalKnown && headers.timestamps() ? headers.tsval() - newestTsval : 0;
    }

    private void noteIdentification(Packet packet) {
        Headers headers = packet.headers;
        if (headers.ipId() != 0) {
            short last = (short) (headers.ipId() + packet.segments - 1);
            if (!ipIdKnown || (short) (last - newestIpId) > 0) {
                newestIpId = last;
                ipIdKnown = true;
            }
        }
        if (headers.timestamps() && (!tsvalKnown || headers.tsval() - newestTsval > 0)) {
            newestTsval = headers.tsval();
            tsvalKnown = true;
        }
    }

    /** Notes the window that a packet of this side offers; returns the field of the one before. */
    int offer(Headers headers, boolean bothScale) {
        int before = lastWindowField;
        lastWindowField = headers.window();
        if (headers.has(TcpFlags.SYN)) {
            scaleOffered = headers.windowScale() >= 0;
            windowScale = Math.max(0, headers.windowScale());
            window = headers.window();
        } else if (windowScale >= 0) {
            window = (long) headers.window() << (bothScale ? windowScale : 0);
        } else {
            window = Packet.NO_WINDOW;
        }
        return before;
    }

    /**
     * Takes in an acknowledgment by the other side; fills the packet's facts about acknowledging.
     *
     * @param windowBefore the window field of the other side's packet before this one
     */
    void acknowledge(Packet packet, int windowBefore) {
        long ack = packet.ack;
        if (una != Packet.NO_SEQUENCE && Math.abs(ack - una) > ABSURD) {
            return;
        }
        long deliveredBefore = delivered();
        boolean first = una == Packet.NO_SEQUENCE;
        if (!first && ack > contiguous && !packet.headers.has(TcpFlags.RST)) {
            packet.missedSinceNs = missedSince(packet);
        }
        if (first || ack > una) {
            advance(packet, ack, first);
        } else if (duplicate5681(packet, windowBefore)) {
            packet.duplicateAck5681 = true;
            duplicateAcks++;
        }
        selectiveAcknowledge(packet);
        packet.duplicateAck6675 = packet.newlySackedBytes > 0;
        packet.deliveredBytes = first ? 0 : Math.max(0, delivered() - deliveredBefore);
    }

    private long missedSince(Packet packet) {
        if (holeSinceNs != Packet.NO_TIME) {
            return holeSinceNs;
        }
        return lastTimeNs != Packet.NO_TIME ? lastTimeNs : packet.connection.startNs();
    }

    private long delivered() {
        return una == Packet.NO_SEQUENCE ? 0 : payloadBelow(una) + sacked.bytes();
    }

    private void advance(Packet packet, long ack, boolean first) {
        packet.ackedBytes = first ? 0 : ack - una;
        una = ack;
        duplicateAcks = 0;
        sacked.acknowledge(ack);
        if (ack > maxend) {
            maxend = ack; // sent, but not seen
            anySent = true;
        }
        if (ack > contiguous) {
            contiguous = ack;
            seen.dropBelow(ack);
            contiguous = seen.endOfRangeAt(contiguous);
            seen.dropBelow(contiguous);
            holeSinceNs = contiguous >= maxend ? Packet.NO_TIME : holeSinceNs;
        }
        space.reached(maxend);
        long sentNs = transmissions.acknowledged(ack);
        if (sentNs != Packet.NO_TIME) {
            packet.rttNs = packet.timeNs - sentNs;
            roundTripTime.sample(packet.rttNs);
        }
    }

    private boolean duplicate5681(Packet packet, int windowBefore) {
        return packet.ack == una
                && anySent
                && maxend > una
                && packet.payloadLength == 0
                && !packet.headers.has(TcpFlags.SYN | TcpFlags.FIN | TcpFlags.RST)
                && packet.headers.window() == windowBefore
                && !packet.keepAlive;
    }

    private void selectiveAcknowledge(Packet packet) {
        int blocks = packet.headers.sackBlocks();
        for (int i = 0; i < blocks; i++) {
            long left = space.unwrap(packet.headers.sackLeft(i));
            long right = space.unwrap(packet.headers.sackRight(i));
            packet.sackLeft[i] = left;
            packet.sackRight[i] = right;
        }
        for (int i = 0; i < blocks; i++) {
            long left = packet.sackLeft[i];
            long right = packet.sackRight[i];
            if (i == 0 && duplicateBlock(packet, blocks)) {
                sacked.duplicate();
            } else if (left >= una && right > left) {
                packet.newlySackedBytes += sacked.add(left, right, una, maxend);
            }
        }
    }

    /** RFC 2883, section 4: the first block is a duplicate if below the ACK or in the second. */
    private static boolean duplicateBlock(Packet packet, int blocks) {
        boolean inSecond =
                blocks > 1
                        && packet.sackLeft[0] >= packet.sackLeft[1]
                        && packet.sackRight[0] <= packet.sackRight[1];
        return inSecond || packet.sackLeft[0] < packet.ack;
    }
}
