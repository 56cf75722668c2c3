package io.tcbee.process;

import io.tcbee.store.Run;
import io.tcbee.trace.Hook;
import io.tcbee.trace.Interface;
import io.tcbee.trace.TraceInfo;
import io.tcbee.trace.TraceReader;
import java.util.stream.Collectors;

/** The run that a trace becomes. */
final class Runs {
    private Runs() {}

    /** Before its events are counted. */
    static Run begin(TraceReader trace, String source) {
        TraceInfo info = trace.info();
        return new Run(
                0,
                info.id().toString(),
                source,
                info.host(),
                info.kernel(),
                info.start().realtimeNs(),
                info.start().monotonicNs(),
                0,
                info.interfaces().stream().map(Interface::name).collect(Collectors.joining(",")),
                info.hooks().stream().map(Runs::line).collect(Collectors.joining("\n")),
                String.join("\n", info.filters()),
                trace.complete(),
                0,
                0);
    }

    private static String line(Hook hook) {
        String note = hook.note().isEmpty() ? "" : " (" + hook.note() + ")";
        return hook.name() + ": " + hook.attachedAs() + note;
    }

    static Run end(Run begin, Totals totals, Losses losses, TraceReader trace) {
        return new Run(
                begin.id(),
                begin.trace(),
                begin.source(),
                begin.host(),
                begin.kernel(),
                begin.startRealtimeNs(),
                begin.startMonotonicNs(),
                totals.lastNs,
                begin.interfaces(),
                begin.hooks(),
                begin.filters(),
                trace.complete(),
                totals.events,
                losses.total());
    }
}
