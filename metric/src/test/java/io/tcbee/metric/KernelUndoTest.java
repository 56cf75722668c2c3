package io.tcbee.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tcbee.model.Field;
import io.tcbee.model.Side;
import io.tcbee.model.TcpAck;
import io.tcbee.model.TcpState;
import io.tcbee.tcp.Connection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The members that tcp_undo_cwnd_reduction (net/ipv4/tcp_input.c) changes, sample by sample. */
class KernelUndoTest {
    private static final int INFINITE = 0x7fff_ffff;
    private static final int OPEN = 0;
    private static final int CWR = 2;
    private static final int RECOVERY = 3;
    private static final int LOSS = 4;

    private final List<Double> undos = new ArrayList<>();
    private final Map<String, Double> attributes = new HashMap<>();
    private final Observer observer =
            Metrics.all().stream()
                    .filter(each -> each.name().equals("kernel_undo"))
                    .findAny()
                    .orElseThrow()
                    .observe(
                            null,
                            new Sink() {
                                @Override
                                public void point(Output output, Side side, long at, double value) {
                                    undos.add(value);
                                }

                                @Override
                                public void attribute(Output output, Side side, double value) {
                                    attributes.put(output.name(), value);
                                }
                            });

    private record State(Map<Field, Long> values) implements KernelSample {
        @Override
        public Connection connection() {
            return null;
        }

        @Override
        public Side side() {
            return Side.CLIENT;
        }

        @Override
        public long timeNs() {
            return 0;
        }

        @Override
        public int type() {
            return TcpAck.TYPE.id();
        }

        @Override
        public boolean carriesState() {
            return true;
        }

        @Override
        public long get(Field field) {
            return values.getOrDefault(field, ABSENT);
        }
    }

    private void state(long marker, long ssthresh, long retransmitted, long congestion) {
        observer.sample(
                new State(
                        Map.of(
                                TcpState.UNDO_MARKER, marker,
                                TcpState.SND_SSTHRESH, ssthresh,
                                TcpState.TOTAL_RETRANS, retransmitted,
                                TcpState.ICSK_CA_STATE, congestion)));
    }

    /** TCPLossUndo: a timeout that an older timestamp proves needless. */
    @Test
    void aTimeoutThatIsTakenBack() {
        state(0, INFINITE, 4, OPEN);
        state(1000, 7, 5, LOSS);
        state(1000, 7, 5, LOSS);
        state(0, INFINITE, 5, OPEN);
        observer.end();

        assertEquals(List.of(1.0), undos);
        assertEquals(1, attributes.get("kernel_undos"));
        assertEquals(1, attributes.get("kernel_spurious_retransmissions"));
    }

    /** TCPDSACKUndo within a second recovery; the first stands, and entering CWR clears it. */
    @Test
    void onlyTheRecoveryThatIsTakenBackIsSpurious() {
        state(0, INFINITE, 0, OPEN);
        state(1000, 20, 3, RECOVERY);
        state(1000, 20, 3, OPEN); // left, nothing undone: the marker stays
        state(0, 14, 3, CWR);
        state(0, 14, 3, OPEN);
        state(9000, 10, 5, RECOVERY);
        state(0, 14, 5, OPEN);
        observer.end();

        assertEquals(List.of(2.0), undos);
        assertEquals(2, attributes.get("kernel_spurious_retransmissions"));
    }

    @Test
    void aReductionThatStands() {
        state(0, INFINITE, 0, OPEN);
        state(1000, 20, 1, RECOVERY);
        state(0, 20, 1, OPEN);
        observer.end();

        assertEquals(List.of(), undos);
        assertEquals(0, attributes.get("kernel_undos"));
    }
}
