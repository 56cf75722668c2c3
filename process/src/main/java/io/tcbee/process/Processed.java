package io.tcbee.process;

import io.tcbee.store.Run;
import java.util.List;

/**
 * What became of a trace.
 *
 * @param run as it was committed, but for its id
 * @param rows of all wide tables
 * @param points of all derived series
 * @param unknownEvents events of types that this version does not know
 * @param unattributedEvents events of which no connection could be told
 * @param latePoints points that came after later ones were written, and were left out
 * @param loopbackCopies packets of the loopback interface, seen once more when they came in
 * @param damages what could not be read of the trace, one sentence each
 * @param leftOut what was read of a capture and is no event, one line a kind
 * @param failures which metrics failed and where, one sentence each
 */
public record Processed(
        Run run,
        long connections,
        long rows,
        long points,
        long unknownEvents,
        long unattributedEvents,
        long latePoints,
        long loopbackCopies,
        List<String> damages,
        List<String> leftOut,
        List<String> failures) {
    public Processed {
        damages = List.copyOf(damages);
        leftOut = List.copyOf(leftOut);
        failures = List.copyOf(failures);
    }
}
