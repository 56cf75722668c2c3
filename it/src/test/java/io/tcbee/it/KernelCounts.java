package io.tcbee.it;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tcbee.it.Tcbee.Recording;
import io.tcbee.it.Tcbee.Result;
import io.tcbee.lab.Counters;
import io.tcbee.lab.Lab;
import io.tcbee.lab.LabNamespace;
import io.tcbee.lab.PathOptions;
import io.tcbee.model.InetSockSetState;
import io.tcbee.model.TcpCongStateSet;
import io.tcbee.model.TcpReset;
import io.tcbee.model.TcpRetransmitSkb;
import io.tcbee.model.TcpRetransmitSynack;
import io.tcbee.model.TcpTimer;
import io.tcbee.trace.EventCursor;
import io.tcbee.trace.HookCounts;
import io.tcbee.trace.TraceReader;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** What the recorder told and what the kernel counted of one namespace during one scenario. */
final class KernelCounts {
    private static final int ESTABLISHED = 1; // include/net/tcp_states.h
    private static final int SYN_SENT = 2;
    private static final int SYN_RECV = 3;
    private static final int RECOVERY = 3; // include/uapi/linux/tcp.h, enum tcp_ca_state
    private static final int LOSS = 4;
    private static final int PUT_OFF = 1; // tcp_timer_event.handling
    private static final int RTO = 1; // icsk_pending, include/net/inet_connection_sock.h
    private static final int TLP = 5;

    private final Map<String, Long> recorded = new TreeMap<>();
    private final Counters kernel;
    private final long withheld;

    private KernelCounts(Path trace, Counters kernel, long withheld) {
        this.kernel = kernel;
        this.withheld = withheld;
        try (TraceReader reader = TraceReader.open(trace)) {
            long misses = reader.counts().stream().mapToLong(HookCounts::recursionMisses).sum();
            assertEquals(0, misses, "calls that the kernel skipped");
            for (EventCursor events = reader.events(); events.next(); ) {
                count(events);
            }
        }
    }

    static KernelCounts ofClient(
            Path folder, PathOptions there, PathOptions back, Consumer<Lab> scenario) {
        return of(folder, there, back, true, scenario);
    }

    static KernelCounts ofServer(
            Path folder, PathOptions there, PathOptions back, Consumer<Lab> scenario) {
        return of(folder, there, back, false, scenario);
    }

    private static KernelCounts of(
            Path folder,
            PathOptions there,
            PathOptions back,
            boolean client,
            Consumer<Lab> scenario) {
        Path trace = folder.resolve("counts.tcbee");
        Counters counted;
        long withheld;
        try (Lab lab = Lab.open(there, back);
                WithheldCalls calls = WithheldCalls.watch()) {
            LabNamespace namespace = client ? lab.client() : lab.server();
            Recording recording =
                    Recording.start(
                            Tcbee.command(
                                    namespace,
                                    "record",
                                    LabNamespace.DEVICE,
                                    "-o",
                                    trace.toString(),
                                    "-q"));
            Counters before = namespace.counters();
            scenario.accept(lab);
            awaitSilence(namespace);
            counted = namespace.counters().since(before);
            Result ended = recording.stop();
            withheld = calls.count();
            assertEquals(0, ended.exit(), ended::out);
            assertTrue(ended.out().contains(" 0 lost"), ended::out);
            assertFalse(ended.out().contains("please report"), ended::out);
        }
        return new KernelCounts(trace, counted, withheld);
    }

    /** What is still on the path may be answered: waits until nothing was sent for a while. */
    private static void awaitSilence(LabNamespace namespace) {
        Counters last = namespace.counters();
        for (int quiet = 0; quiet < 3; ) {
            LockSupport.parkNanos(100_000_000);
            Counters now = namespace.counters();
            Counters sent = now.since(last);
            boolean silent = sent.get("TcpOutSegs") + sent.get("TcpRetransSegs") == 0;
            quiet = silent && sent.get("TcpOutRsts") == 0 ? quiet + 1 : 0;
            last = now;
        }
    }

    private void count(EventCursor e) {
        int type = e.type();
        if (type == TcpRetransmitSkb.TYPE.id()) {
            long segs = TcpRetransmitSkb.SEGS.get(e.segment(), e.at());
            add("segments retransmitted", segs);
            boolean syn = (TcpRetransmitSkb.TCP_FLAGS.get(e.segment(), e.at()) & 2) != 0;
            add("SYNs retransmitted", syn ? 1 : 0);
            add("cause " + TcpRetransmitSkb.CAUSE.get(e.segment(), e.at()), segs);
        } else if (type == TcpRetransmitSynack.TYPE.id()) {
            add("synack retransmissions", 1);
        } else if (type == TcpCongStateSet.TYPE.id()) {
            long state = TcpCongStateSet.CA_STATE.get(e.segment(), e.at());
            add("recoveries", state == RECOVERY ? 1 : 0);
            add("losses", state == LOSS ? 1 : 0);
        } else if (type == InetSockSetState.TYPE.id()) {
            long from = InetSockSetState.OLDSTATE.get(e.segment(), e.at());
            long to = InetSockSetState.NEWSTATE.get(e.segment(), e.at());
            add("active opens", to == SYN_SENT ? 1 : 0);
            add("passive opens", from == SYN_RECV && to == ESTABLISHED ? 1 : 0);
        } else if (type == TcpTimer.TYPE.id()) {
            long timer = TcpTimer.TIMER.get(e.segment(), e.at());
            boolean later = TcpTimer.HANDLING.get(e.segment(), e.at()) == PUT_OFF;
            boolean idle = TcpTimer.OUTCOME.get(e.segment(), e.at()) == 0;
            add((later ? "put off " : idle ? "idle " : "timer ") + timer, 1);
        } else if (type == TcpReset.TYPE.id()) {
            boolean sent = TcpReset.SENT.get(e.segment(), e.at()) == 1;
            add(sent ? "resets sent" : "resets received", 1);
        }
    }

    private void add(String what, long count) {
        recorded.merge(what, count, Long::sum);
    }

    long recorded(String what) {
        return recorded.getOrDefault(what, 0L);
    }

    long kernel(String counter) {
        return kernel.get(counter);
    }

    /** Each timeout enters Loss; those of SYN-ACKs have no such state, and may count too. */
    private void assertLosses() {
        long timeouts = kernel("TcpExtTCPTimeouts");
        long losses = recorded("losses");
        long most = losses + recorded("synack retransmissions") + withheld;
        assertTrue(
                timeouts >= losses && timeouts <= most,
                () -> "TCPTimeouts " + timeouts + ", recorded " + recorded + withheldText());
    }

    /** One that was put off and then sent new data, or ended the connection, shows as put off. */
    private void assertTimers(String counter, int timer) {
        long told = recorded("timer " + timer);
        long most = told + recorded("put off " + timer);
        long synacks = timer == RTO ? recorded("synack retransmissions") : 0;
        assertTrue(
                kernel(counter) >= told && kernel(counter) <= most + synacks + withheld,
                () -> counter + " " + kernel(counter) + ", recorded " + recorded + withheldText());
    }

    /** Where each is counted: net/ipv4/tcp_output.c, tcp_input.c, tcp_timer.c, tcp.c. */
    void assertAllSame() {
        assertAll(
                () ->
                        assertSame(
                                "TcpRetransSegs",
                                kernel("TcpRetransSegs"),
                                recorded("segments retransmitted")
                                        + recorded("synack retransmissions")),
                () ->
                        assertSame(
                                "TCPSynRetrans",
                                kernel("TcpExtTCPSynRetrans"),
                                recorded("SYNs retransmitted")
                                        + recorded("synack retransmissions")),
                () ->
                        assertSame(
                                "TCPSackRecovery",
                                kernel("TcpExtTCPSackRecovery") + kernel("TcpExtTCPRenoRecovery"),
                                recorded("recoveries")),
                this::assertLosses,
                () -> assertTimers("TcpExtTCPTimeouts", RTO),
                () -> assertTimers("TcpExtTCPLossProbes", TLP),
                () ->
                        assertSame(
                                "TCPFastRetrans",
                                kernel("TcpExtTCPFastRetrans"),
                                recorded("cause 3")),
                () ->
                        assertSame(
                                "TCPSlowStartRetrans",
                                kernel("TcpExtTCPSlowStartRetrans"),
                                recorded("cause 4")),
                () -> assertEquals(0, recorded("cause 0"), "cause not known"),
                () ->
                        assertSame(
                                "TcpActiveOpens",
                                kernel("TcpActiveOpens"),
                                recorded("active opens")),
                () ->
                        assertSame(
                                "TcpPassiveOpens",
                                kernel("TcpPassiveOpens"),
                                recorded("passive opens")),
                () -> assertSame("TcpOutRsts", kernel("TcpOutRsts"), recorded("resets sent")));
    }

    private String withheldText() {
        return ", withheld " + withheld;
    }

    private void assertSame(String what, long kernel, long recorded) {
        WithheldCalls.assertSame(what, kernel, recorded, withheld);
    }
}
