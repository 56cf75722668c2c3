package io.tcbee.record;

import io.tcbee.trace.Hook;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What serves each group, from what is attached and what is not. */
final class Services {
    private final List<Hook> hooks;
    private final Map<Probe, String> skipped;

    /**
     * @param skipped what could not be loaded or attached, with why
     */
    Services(List<Hook> hooks, Map<Probe, String> skipped) {
        this.hooks = hooks;
        this.skipped = skipped;
    }

    /** One for each group, in their order. */
    List<Service> of(Set<Group> groups) {
        return groups.stream().sorted().map(this::of).toList();
    }

    private Service of(Group group) {
        List<Hook> own =
                hooks.stream().filter(hook -> Probe.ofHook(hook.id()).group() == group).toList();
        List<String> missing = new ArrayList<>();
        skipped.forEach((probe, sentence) -> {
            if (probe.group() == group && !isServed(probe)) {
                missing.add(sentence);
            }
        });
        if (own.isEmpty() && missing.isEmpty() && !hasPrograms(group)) {
            missing.add("no program for " + group.text() + " in this build");
        }
        return new Service(group, own, missing);
    }

    private static boolean hasPrograms(Group group) {
        for (Probe probe : Probe.values()) {
            if (probe.group() == group) {
                return true;
            }
        }
        return false;
    }

    /** Whether one that tells the same is attached. */
    private boolean isServed(Probe probe) {
        return hooks.stream()
                .map(hook -> Probe.ofHook(hook.id()))
                .anyMatch(attached ->
                        probe.alternative().equals(Optional.of(attached))
                                || attached.alternative().equals(Optional.of(probe)));
    }
}
