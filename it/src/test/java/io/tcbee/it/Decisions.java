package io.tcbee.it;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tcbee.lab.Counters;
import io.tcbee.lab.LabNamespace;
import io.tcbee.model.EventType;
import io.tcbee.model.Field;
import io.tcbee.model.TcpRetransmitSkb;
import io.tcbee.model.TcpTimer;
import io.tcbee.record.Group;
import io.tcbee.record.RecordOptions;
import io.tcbee.record.RecordSummary;
import io.tcbee.record.Recorder;
import io.tcbee.trace.Code;
import io.tcbee.trace.EventCursor;
import io.tcbee.trace.TraceReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The kernel's decisions while something happened: the events of one namespace, and what the kernel
 * counted there meanwhile.
 *
 * @param withheld calls that no program can have seen ({@link WithheldCalls})
 */
record Decisions(
        List<Event> events,
        List<Code> codes,
        Counters kernel,
        RecordSummary summary,
        long withheld) {
    private static final int SYN = 2;

    // tcp_retransmit_skb_event.cause
    private static final int FAST = 3;
    private static final int SLOW_START = 4;

    // tcp_timer_event
    private static final int RETRANS = 1;
    private static final int LOSS_PROBE = 5;
    private static final int PUT_OFF = 1;
    private static final int NOTHING = 0;

    /** What is done while it is recorded. */
    interface Body {
        void run() throws Exception;
    }

    /** One event as its fields. */
    record Event(int type, Map<String, Long> numbers) {
        long get(Field field) {
            return numbers.get(field.name());
        }
    }

    /** Records the kernel's state and decisions, no packets, while {@code body} runs. */
    static Decisions of(LabNamespace namespace, Path trace, Body body) throws Exception {
        RecordOptions options =
                RecordOptions.of(trace, List.of())
                        .withGroups(EnumSet.complementOf(EnumSet.of(Group.CWND)));
        try (WithheldCalls calls = WithheldCalls.watch();
                Recorder recorder = namespace.run(() -> Recorder.open(options))) {
            Counters before = namespace.counters();
            body.run();
            Counters kernel = namespace.counters().since(before);
            RecordSummary summary = recorder.stop();
            List<Event> events = new ArrayList<>();
            try (TraceReader reader = TraceReader.open(trace)) {
                EventCursor cursor = reader.events();
                while (cursor.next()) {
                    read(reader, cursor, events);
                }
                return new Decisions(events, reader.codes(), kernel, summary, calls.count());
            }
        }
    }

    private static void read(TraceReader reader, EventCursor cursor, List<Event> events) {
        for (EventType type : reader.info().eventTypes()) {
            if (type.id() != cursor.type()) {
                continue;
            }
            Map<String, Long> numbers = new HashMap<>();
            for (Field field : type.fields()) {
                if (field.kind() != Field.Kind.BYTES && field.kind() != Field.Kind.TEXT) {
                    numbers.put(field.name(), field.get(cursor.segment(), cursor.at()));
                }
            }
            events.add(new Event(type.id(), numbers));
        }
    }

    List<Event> all(EventType type) {
        return events.stream().filter(event -> event.type() == type.id()).toList();
    }

    long count(EventType type, Predicate<Event> wanted) {
        return all(type).stream().filter(wanted).count();
    }

    long sum(EventType type, Field field, Predicate<Event> wanted) {
        return all(type).stream().filter(wanted).mapToLong(event -> event.get(field)).sum();
    }

    /** The name of a number, or the number. */
    String name(String kind, long value) {
        return codes.stream()
                .filter(code -> code.kind().equals(kind) && code.value() == value)
                .map(Code::name)
                .findFirst()
                .orElse(Long.toString(value));
    }

    /**
     * Fails unless retransmissions by cause, timeouts and loss probes are as many as the kernel
     * counted (net/ipv4/proc.c, as nstat shows them).
     */
    void assertRetransmissionsAsCounted() {
        assertEquals(0, summary.lost(), "nothing was lost");
        assertTrue(summary.exact(), summary::toString);
        assertAll(
                () -> assertCounted("TcpRetransSegs", segments(_ -> true)),
                () -> assertCounted("TcpExtTCPFastRetrans", segments(cause(FAST))),
                () -> assertCounted("TcpExtTCPSlowStartRetrans", segments(cause(SLOW_START))),
                () -> assertCounted("TcpExtTCPSynRetrans", segments(Decisions::isSyn)),
                () -> assertCounted("TcpExtTCPTimeouts", timeouts(RETRANS)),
                () -> assertCounted("TcpExtTCPLossProbes", timeouts(LOSS_PROBE)));
    }

    private void assertCounted(String counter, long seen) {
        WithheldCalls.assertSame(counter, kernel.get(counter), seen, withheld);
    }

    private static Predicate<Event> cause(int cause) {
        return event -> event.get(TcpRetransmitSkb.CAUSE) == cause;
    }

    private static boolean isSyn(Event event) {
        return (event.get(TcpRetransmitSkb.TCP_FLAGS) & SYN) != 0;
    }

    private long segments(Predicate<Event> wanted) {
        return sum(TcpRetransmitSkb.TYPE, TcpRetransmitSkb.SEGS, wanted);
    }

    /** Timeouts that the kernel handled and that were not for nothing. */
    private long timeouts(int timer) {
        return count(
                TcpTimer.TYPE,
                event ->
                        event.get(TcpTimer.TIMER) == timer
                                && event.get(TcpTimer.HANDLING) != PUT_OFF
                                && event.get(TcpTimer.OUTCOME) != NOTHING);
    }
}
