package io.tcbee.cli.screen;

import io.tcbee.record.HookCost;
import io.tcbee.record.LiveConnection;
import io.tcbee.record.LiveTrail;
import java.util.List;

/**
 * All that was asked of the recorder at one time.
 *
 * @param timeNs CLOCK_MONOTONIC
 * @param fileBytes of the trace so far
 * @param ringFill the fullest ring of the last second, 0 to 1
 * @param diskLeftBytes where the trace lies; -1 if that is not known
 * @param costs of the last look at what the programs cost; empty if there was none
 * @param evicted connections that are no longer listed, because there were too many
 * @param sampled the part of the connections' states that was looked at, 0 to 1
 */
record Sample(
        long timeNs,
        List<HookTotal> hooks,
        List<HookCost> costs,
        long fileBytes,
        double ringFill,
        long diskLeftBytes,
        List<LiveConnection> connections,
        long evicted,
        double sampled,
        LiveTrail trail) {}
