package io.tcbee.process.finding;

import io.tcbee.model.Side;
import io.tcbee.model.Source;
import java.util.List;

/**
 * Something remarkable about one side of a connection.
 *
 * @param name that of its rule: lower case
 * @param side whose data it is about
 * @param source how sure it is: by the kernel's word, by the packets, or by a rule that can be
 *     wrong
 * @param what with its numbers, in one sentence
 * @param advice what to do about it
 * @param reference RFC and section, or kernel file
 * @param evidence when, in order of time; empty if it is about the whole connection
 */
public record Finding(
        String name,
        Side side,
        Source source,
        String what,
        String advice,
        String reference,
        List<Range> evidence) {
    public Finding {
        evidence = List.copyOf(evidence);
    }

    /** Times in ns since the start of the run, both included; one moment if they are equal. */
    public record Range(long fromNs, long toNs) {}
}
