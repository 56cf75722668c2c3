package io.tcbee.process.finding;

import io.tcbee.model.Side;
import io.tcbee.store.ConnectionRow;
import io.tcbee.store.FlowStore;
import java.util.ArrayList;
import java.util.List;

/** Finds what is remarkable. */
public final class Findings {
    private Findings() {}

    /** What is remarkable about {@code connection}, client first, in the order of the rules. */
    public static List<Finding> of(FlowStore store, ConnectionRow connection) {
        List<Finding> findings = new ArrayList<>();
        for (Side side : Side.values()) {
            Facts facts = new Facts(store, connection, side);
            for (Rule rule : Rules.ALL) {
                rule.of(facts).ifPresent(findings::add);
            }
        }
        return List.copyOf(findings);
    }

    /** The names of all rules. */
    public static List<String> names() {
        return Rules.ALL.stream().map(Rule::name).toList();
    }
}
