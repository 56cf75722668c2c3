package io.tcbee.web.spi;

import io.tcbee.model.Side;
import io.tcbee.model.Source;
import java.util.List;

/**
 * Something remarkable about one side of a connection, as the page shows it.
 *
 * @param name lower case, as the documentation lists it
 * @param side whose data it is about
 * @param sure by the kernel's word, by the packets, or by a rule that can be wrong
 * @param what with its numbers, in one sentence
 * @param advice what to do about it
 * @param reference where it is defined
 * @param evidence when, in order of time; empty if it is about the whole connection
 */
public record Remark(
        String name,
        Side side,
        Source sure,
        String what,
        String advice,
        String reference,
        List<Evidence> evidence) {
    public Remark {
        evidence = List.copyOf(evidence);
    }

    /**
     * Where to look.
     *
     * @param fromNs ns since the start of the run
     * @param toNs the same for one moment
     * @param series that shows it; null if none does more than another
     */
    public record Evidence(long fromNs, long toNs, String series) {}
}
