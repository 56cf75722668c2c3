package io.tcbee.trace;

import io.tcbee.model.Endpoint;

/**
 * Events of one connection lost between two looks at the counters. Together they are at most what
 * the {@link LossReport} of the same time says, and less if very many connections lost some.
 *
 * @param fromMonotonicNs the look before
 * @param toMonotonicNs the look that saw the loss
 * @param cookie of its socket; 0 where the packet that was lost had none: then the ends tell
 * @param local the recording machine's end; null if there is a cookie
 * @param remote the peer's end; null if there is a cookie
 * @param ifindex the packet's interface; 0 if there is a cookie
 * @param lost events
 */
public record ConnectionLoss(
        long fromMonotonicNs,
        long toMonotonicNs,
        long cookie,
        Endpoint local,
        Endpoint remote,
        int ifindex,
        long lost) {}
