package io.tcbee.record;

import io.tcbee.trace.Hook;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Which hooks serve one group on this kernel.
 *
 * @param hooks that are attached, each with why no better one was available
 * @param missing what could not be attached and has nothing in its place, one sentence each
 */
public record Service(Group group, List<Hook> hooks, List<String> missing) {
    public Service {
        hooks = List.copyOf(hooks);
        missing = List.copyOf(missing);
    }

    /** The kinds of hooks, e.g. {@code fexit, tp_btf}; empty if there is none. */
    public String kinds() {
        TreeSet<String> kinds = new TreeSet<>();
        attached().forEach(hook -> kinds.add(kind(hook)));
        return String.join(", ", kinds);
    }

    /** The kinds with their programs, e.g. {@code tp_btf: tcp_probe}; empty if there is none. */
    public String places() {
        Map<String, Collection<String>> byKind = new LinkedHashMap<>();
        for (Hook hook : attached()) {
            byKind.computeIfAbsent(kind(hook), _ -> new ArrayList<>()).add(hook.name());
        }
        List<String> texts = new ArrayList<>();
        byKind.forEach((kind, programs) -> texts.add(kind + ": " + String.join(", ", programs)));
        return String.join("; ", texts);
    }

    /** Why it is not served better, one sentence each; empty if it is served best. */
    public List<String> reasons() {
        List<String> reasons = new ArrayList<>();
        for (Hook hook : hooks) {
            if (!hook.note().isEmpty() && !reasons.contains(hook.note())) {
                reasons.add(hook.note());
            }
        }
        reasons.addAll(missing);
        return reasons;
    }

    private List<Hook> attached() {
        return hooks.stream()
                .filter(hook -> !hook.attachedAs().equals(Attachments.IN_OTHERS))
                .toList();
    }

    private static String kind(Hook hook) {
        String place = hook.attachedAs();
        int slash = place.indexOf('/');
        return slash < 0 ? place : place.substring(0, slash);
    }
}
