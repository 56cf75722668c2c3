package io.tcbee.process;

import io.tcbee.store.Run;
import io.tcbee.trace.EventSource;
import io.tcbee.trace.Hook;
import io.tcbee.trace.Interface;
import io.tcbee.trace.TraceInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The run that a trace becomes. */
final class Runs {
    private Runs() {}

    /** Before its events are counted. */
    static Run begin(EventSource trace, String source) {
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

    /** What was left out on purpose, and what of a capture is no event. */
    private static String filters(Run begin, EventSource trace) {
        List<String> lines = new ArrayList<>(trace.leftOut());
        if (!begin.filters().isEmpty()) {
            lines.addFirst(begin.filters());
        }
        return String.join("\n", lines);
    }

    static Run end(Run begin, Totals totals, Losses losses, EventSource trace) {
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
                filters(begin, trace),
                trace.complete(),
                totals.events,
                losses.total());
    }
}
