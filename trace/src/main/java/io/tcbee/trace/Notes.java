package io.tcbee.trace;

import static io.tcbee.trace.TraceFormat.U32;
import static io.tcbee.trace.TraceFormat.U64;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * The payloads of CLOCK and LOSS chunks.
 *
 * <pre>
 *   CLOCK  u64 monotonic ns, u64 realtime ns, u64 bracket ns
 *   LOSS   u64 from ns, u64 to ns, then 16 bytes each: u32 hook, u32 cpu, u64 lost
 * </pre>
 */
final class Notes {
    private static final int CLOCK = 24;
    private static final int LOSS_START = 16;
    private static final int LOSS = 16;

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
