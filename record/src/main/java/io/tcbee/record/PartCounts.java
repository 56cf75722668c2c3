package io.tcbee.record;

import io.tcbee.trace.HookCounts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the hooks counted during one part: the sum over all parts is what they counted in all. */
final class PartCounts {
    private record Place(int hook, int cpu) {}

    private final Map<Place, HookCounts> before = new HashMap<>();

    /**
     * The difference to the counts of the call before; a hook that did nothing on a CPU is left
     * out.
     */
    List<HookCounts> since(List<HookCounts> countsNow) {
        List<HookCounts> rises = new ArrayList<>();
        for (HookCounts now : countsNow) {
            HookCounts old = before.put(new Place(now.hook(), now.cpu()), now);
            HookCounts rise = old == null ? now : difference(now, old);
            if (rise.seen() != 0 || rise.recursionMisses() != 0) {
                rises.add(rise);
            }
        }
        return rises;
    }

    private static HookCounts difference(HookCounts now, HookCounts old) {
        return new HookCounts(
                now.hook(),
                now.cpu(),
                now.seen() - old.seen(),
                now.filtered() - old.filtered(),
                now.events() - old.events(),
                now.lost() - old.lost(),
                now.recursionMisses() - old.recursionMisses());
    }
}
