package io.tcbee.trace;

import static io.tcbee.trace.TraceFormat.U16;
import static io.tcbee.trace.TraceFormat.U32;
import static io.tcbee.trace.TraceFormat.U64;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.tcbee.model.Endpoint;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * The payloads of CLOCK, LOSS and CONNECTION_LOSS chunks.
 *
 * <pre>
 *   CLOCK  u64 monotonic ns, u64 realtime ns, u64 bracket ns
 *   LOSS   u64 from ns, u64 to ns, then 16 bytes each: u32 hook, u32 cpu, u64 lost
 *   CONNECTION_LOSS   72 bytes each: u64 from ns, u64 to ns, u64 cookie, 16 bytes local address,
 *          16 bytes remote address, u16 local port, u16 remote port, u32 ifindex, u64 lost
 * </pre>
 */
final class Notes {
    private static final int CLOCK = 24;
    private static final int LOSS_START = 16;
    private static final int LOSS = 16;
    private static final int CONNECTION = 72;
    private static final int ADDRESS = 16;

    private Notes() {}

    static byte[] encode(ClockPair pair) {
        byte[] payload = new byte[CLOCK];
        MemorySegment bytes = MemorySegment.ofArray(payload);
        bytes.set(U64, 0, pair.monotonicNs());
        bytes.set(U64, 8, pair.realtimeNs());
        bytes.set(U64, 16, pair.bracketNs());
        return payload;
    }

    static byte[] encode(LossReport report) {
        byte[] payload = new byte[LOSS_START + LOSS * report.losses().size()];
        MemorySegment bytes = MemorySegment.ofArray(payload);
        bytes.set(U64, 0, report.fromMonotonicNs());
        bytes.set(U64, 8, report.toMonotonicNs());
        long at = LOSS_START;
        for (LossReport.Loss loss : report.losses()) {
            bytes.set(U32, at, loss.hook());
            bytes.set(U32, at + 4, loss.cpu());
            bytes.set(U64, at + 8, loss.lost());
            at += LOSS;
        }
        return payload;
    }

    static byte[] encode(List<ConnectionLoss> losses) {
        byte[] payload = new byte[CONNECTION * losses.size()];
        MemorySegment bytes = MemorySegment.ofArray(payload);
        long at = 0;
        for (ConnectionLoss loss : losses) {
            bytes.set(U64, at, loss.fromMonotonicNs());
            bytes.set(U64, at + 8, loss.toMonotonicNs());
            bytes.set(U64, at + 16, loss.cookie());
            encode(bytes, at + 24, at + 56, loss.local());
            encode(bytes, at + 40, at + 58, loss.remote());
            bytes.set(U32, at + 60, loss.ifindex());
            bytes.set(U64, at + 64, loss.lost());
            at += CONNECTION;
        }
        return payload;
    }

    /** Leaves zeros if there is none. IPv4 is mapped. */
    private static void encode(MemorySegment bytes, long address, long port, Endpoint end) {
        if (end == null) {
            return;
        }
        byte[] raw = end.address().getAddress();
        if (raw.length == 4) {
            bytes.set(U16, address + 10, (short) 0xffff);
        }
        MemorySegment.copy(raw, 0, bytes, JAVA_BYTE, address + ADDRESS - raw.length, raw.length);
        bytes.set(U16, port, (short) end.port());
    }

    static List<ConnectionLoss> connectionLosses(MemorySegment payload) {
        List<ConnectionLoss> losses = new ArrayList<>();
        for (long at = 0; at + CONNECTION <= payload.byteSize(); at += CONNECTION) {
            long cookie = payload.get(U64, at + 16);
            losses.add(
                    new ConnectionLoss(
                            payload.get(U64, at),
                            payload.get(U64, at + 8),
                            cookie,
                            cookie != 0 ? null : end(payload, at + 24, at + 56),
                            cookie != 0 ? null : end(payload, at + 40, at + 58),
                            payload.get(U32, at + 60),
                            payload.get(U64, at + 64)));
        }
        return losses;
    }

    private static Endpoint end(MemorySegment payload, long address, long port) {
        return Endpoint.of(
                payload.asSlice(address, ADDRESS).toArray(JAVA_BYTE),
                Short.toUnsignedInt(payload.get(U16, port)));
    }

    static ClockPair clock(MemorySegment payload) {
        return new ClockPair(payload.get(U64, 0), payload.get(U64, 8), payload.get(U64, 16));
    }

    static LossReport loss(MemorySegment payload) {
        List<LossReport.Loss> losses = new ArrayList<>();
        for (long at = LOSS_START; at + LOSS <= payload.byteSize(); at += LOSS) {
            losses.add(
                    new LossReport.Loss(
                            payload.get(U32, at),
                            payload.get(U32, at + 4),
                            payload.get(U64, at + 8)));
        }
        return new LossReport(payload.get(U64, 0), payload.get(U64, 8), losses);
    }
}
