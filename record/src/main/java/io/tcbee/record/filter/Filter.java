package io.tcbee.record.filter;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which connections are recorded. A list that is empty leaves nothing out.
 *
 * @param netns empty is the namespace of the thread that opens the recorder
 * @param everyNamespace whether all of the machine are recorded but those negated in {@code netns}
 * @param command whether only the connections of the recorder's own children are
 * @param sample one connection in so many; 1 is all
 */
public record Filter(
        List<PortRule> ports,
        List<PrefixRule> prefixes,
        List<NamespaceRule> netns,
        boolean everyNamespace,
        List<CgroupRule> cgroups,
        List<ProcessRule> processes,
        List<NameRule> names,
        boolean command,
        int sample) {
    /** Bounds of {@code struct recorder_filter} (bpf/include/tcbee/filter.h). */
    public static final int MOST_PREFIXES = 16;

    public static final int MOST_OTHERS = 8;

    /** Leaves nothing of the calling thread's network namespace out. */
    public static final Filter NONE =
            new Filter(
                    List.of(), List.of(), List.of(), false, List.of(), List.of(), List.of(), false,
                    1);

    /**
     * @throws FilterException if there are more rules of a kind than there is room for
     */
    public Filter {
        ports = List.copyOf(ports);
        prefixes = most("addresses", MOST_PREFIXES, prefixes);
        netns = most("network namespaces", MOST_OTHERS, netns);
        cgroups = most("cgroups", MOST_OTHERS, cgroups);
        processes = List.copyOf(processes);
        names = most("names of processes", MOST_OTHERS, names);
        if (sample < 1) {
            throw new FilterException("one connection in N: N is 1 or more, not " + sample);
        }
    }

    private static <T> List<T> most(String what, int most, List<T> rules) {
        if (rules.size() > most) {
            throw new FilterException(
                    "there is room for " + most + " " + what + ", not for " + rules.size());
        }
        return List.copyOf(rules);
    }

    public Filter withPorts(List<PortRule> wanted) {
        return new Filter(
                wanted,
                prefixes,
                netns,
                everyNamespace,
                cgroups,
                processes,
                names,
                command,
                sample);
    }

    public Filter withPrefixes(List<PrefixRule> wanted) {
        return new Filter(
                ports, wanted, netns, everyNamespace, cgroups, processes, names, command, sample);
    }

    public Filter withNetns(List<NamespaceRule> wanted, boolean every) {
        return new Filter(
                ports, prefixes, wanted, every, cgroups, processes, names, command, sample);
    }

    public Filter withCgroups(List<CgroupRule> wanted) {
        return new Filter(
                ports, prefixes, netns, everyNamespace, wanted, processes, names, command, sample);
    }

    public Filter withProcesses(List<ProcessRule> wanted) {
        return new Filter(
                ports, prefixes, netns, everyNamespace, cgroups, wanted, names, command, sample);
    }

    public Filter withNames(List<NameRule> wanted) {
        return new Filter(
                ports,
                prefixes,
                netns,
                everyNamespace,
                cgroups,
                processes,
                wanted,
                command,
                sample);
    }

    public Filter withCommand(boolean wanted) {
        return new Filter(
                ports, prefixes, netns, everyNamespace, cgroups, processes, names, wanted, sample);
    }

    public Filter withSample(int wanted) {
        return new Filter(
                ports, prefixes, netns, everyNamespace, cgroups, processes, names, command, wanted);
    }

    /** Whether it matters whose a connection is. */
    public boolean asksOwner() {
        return command || !cgroups.isEmpty() || !processes.isEmpty() || !names.isEmpty();
    }

    /** What is left out on purpose, one sentence each, for people and for the trace. */
    public List<String> sentences() {
        List<String> all = new ArrayList<>();
        for (End end : End.values()) {
            Predicate<PortRule> port = rule -> rule.end() == end;
            tell(all, end.before("port"), ports.stream().filter(port));
            Predicate<PrefixRule> prefix = rule -> rule.end() == end;
            tell(all, end.before("address"), prefixes.stream().filter(prefix));
        }
        tell(all, "cgroup", cgroups.stream());
        tell(all, "process", processes.stream());
        tell(all, "name of the process", names.stream());
        if (command) {
            all.add("the command's connections only");
        }
        if (sample > 1) {
            all.add("one connection in " + sample + " only");
        }
        return all;
    }

    private static void tell(List<String> to, String what, Stream<? extends Rule> rules) {
        List<? extends Rule> given = rules.toList();
        List<? extends Rule> wanted = given.stream().filter(rule -> !rule.negated()).toList();
        List<? extends Rule> unwanted = given.stream().filter(Rule::negated).toList();
        if (!wanted.isEmpty()) {
            to.add(what + " " + texts(wanted) + " only");
        }
        if (!unwanted.isEmpty()) {
            to.add("without " + what + " " + texts(unwanted));
        }
    }

    private static String texts(List<? extends Rule> rules) {
        return rules.stream().map(Rule::text).collect(Collectors.joining(", "));
    }
}
