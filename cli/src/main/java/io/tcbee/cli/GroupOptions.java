package io.tcbee.cli;

import io.tcbee.record.Group;
import java.util.EnumSet;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** What is recorded. Without any of them: all but the drops. */
final class GroupOptions {
    private final EnumSet<Group> chosen = EnumSet.noneOf(Group.class);

    @Spec(Target.MIXEE)
    private CommandSpec spec;

    @Option(names = "--headers", description = "Record the headers of the packets.")
    void headers(boolean wanted) {
        choose(Group.HEADERS, wanted);
    }

    @Option(names = "--state", description = "Record the state of the connections at each segment.")
    void state(boolean wanted) {
        choose(Group.STATE, wanted);
    }

    @Option(names = "--calls", description = "Record the send and receive calls.")
    void calls(boolean wanted) {
        choose(Group.CALLS, wanted);
    }

    @Option(
            names = "--events",
            description = "Record the kernel's decisions: retransmissions, states, ends, resets.")
    void events(boolean wanted) {
        choose(Group.EVENTS, wanted);
    }

    @Option(
            names = "--cc",
            description = "Record what is private to the congestion control: CUBIC, BBR.")
    void cc(boolean wanted) {
        choose(Group.CC, wanted);
    }

    @Option(
            names = "--drops",
            description = "Record the TCP packets that the kernel drops, and why.")
    void drops(boolean wanted) {
        choose(Group.DROPS, wanted);
    }

    @Option(
            names = "--cwnd",
            description = "The light mode: one small event with the congestion window, no more.")
    void cwnd(boolean wanted) {
        choose(Group.CWND, wanted);
    }

    private void choose(Group group, boolean wanted) {
        if (wanted) {
            chosen.add(group);
        }
    }

    /**
     * Those that were chosen, or the usual ones.
     *
     * @throws ParameterException in one sentence if two contradict each other
     */
    Set<Group> groups() {
        if (chosen.contains(Group.CWND) && chosen.contains(Group.STATE)) {
            throw new ParameterException(
                    spec.commandLine(), "--cwnd: --state has the congestion window already");
        }
        return chosen.isEmpty() ? Group.usual() : EnumSet.copyOf(chosen);
    }
}
