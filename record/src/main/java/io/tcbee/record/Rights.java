package io.tcbee.record;

import java.util.List;
import java.util.Optional;

/** What this process lacks to record, said in one sentence. */
final class Rights {
    private Rights() {}

    /** For example {@code CAP_PERFMON is lacking}; empty if it may record. */
    static Optional<String> lacking() {
        return lacking(Machine.lackingCapabilities(), Machine.inFirstUserNamespace());
    }

    static Optional<String> lacking(List<String> capabilities, boolean firstUserNamespace) {
        if (capabilities.size() == 1) {
            return Optional.of(capabilities.getFirst() + " is lacking");
        }
        if (!capabilities.isEmpty()) {
            return Optional.of(String.join(", ", capabilities) + " are lacking");
        }
        return firstUserNamespace
                ? Optional.empty()
                : Optional.of("the root of a user namespace may not load BPF programs");
    }
}
