package io.tcbee.cli;

import io.tcbee.record.filter.CgroupRule;
import io.tcbee.record.filter.End;
import io.tcbee.record.filter.Filter;
import io.tcbee.record.filter.FilterException;
import io.tcbee.record.filter.NameRule;
import io.tcbee.record.filter.NamespaceRule;
import io.tcbee.record.filter.PortRule;
import io.tcbee.record.filter.PrefixRule;
import io.tcbee.record.filter.ProcessRule;
import io.tcbee.record.filter.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which connections are recorded: each option may be given again, and takes a list with commas. */
final class FilterOptions {
    private static final String ALL = "all";

    @Option(
            names = {"-p", "--port"},
            paramLabel = "PORTS",
            description = {
                "Only connections with such a port at either end: 443, 8000-8999, !22.",
                "! or ^ before a value of any filter leaves what matches out."
            })
    private List<String> ports = List.of();

    @Option(
            names = "--sport",
            paramLabel = "PORTS",
            description = "Only connections with such a port at this machine's end.")
    private List<String> localPorts = List.of();

    @Option(
            names = "--dport",
            paramLabel = "PORTS",
            description = "Only connections with such a port at the peer's end.")
    private List<String> remotePorts = List.of();

    @Option(
            names = "--host",
            paramLabel = "ADDRESSES",
            description =
                    "Only connections with such an address at either end: 10.0.0.0/8, 2001:db8::1.")
    private List<String> hosts = List.of();

    @Option(
            names = "--src",
            paramLabel = "ADDRESSES",
            description = "Only connections with such an address at this machine's end.")
    private List<String> sources = List.of();

    @Option(
            names = "--dst",
            paramLabel = "ADDRESSES",
            description = "Only connections with such an address at the peer's end.")
    private List<String> destinations = List.of();

    @Option(
            names = "--netns",
            paramLabel = "NAMESPACES",
            description =
                    "Network namespaces to record instead of this one: a name of ip-netns(8), a path, a process id, or all.")
    private List<String> netns = List.of();

    @Option(
            names = "--cgroup",
            paramLabel = "PATHS",
            description = "Only connections of sockets in such a cgroup (v2), or below it.")
    private List<String> cgroups = List.of();

    @Option(
            names = "--container",
            paramLabel = "IDS",
            description =
                    "As --cgroup, of a container, and in its network namespace unless --netns is given.")
    private List<String> containers = List.of();

    @Option(
            names = "--pid",
            paramLabel = "PIDS",
            description = "Only connections of such a process and its descendants.")
    private List<String> pids = List.of();

    @Option(
            names = "--comm",
            paramLabel = "NAMES",
            description = "Only connections of processes of such a name: nginx, !sshd.")
    private List<String> names = List.of();

    @Option(
            names = "--sample",
            paramLabel = "N",
            description =
                    "Only one connection in N, the same ones in both directions and on both hosts.")
    private Integer sample;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    /**
     * The filter that was typed.
     *
     * @param launched whether the recorder starts a command, whose connections alone are wanted
     * @throws ParameterException in one sentence if a value cannot be
     */
    Filter filter(boolean launched) {
        Filter filter = Filter.NONE;
        filter =
                filter.withPorts(
                        join(
                                all("--port", ports, list -> PortRule.parse(End.EITHER, list)),
                                all("--sport", localPorts, l -> PortRule.parse(End.LOCAL, l)),
                                all("--dport", remotePorts, l -> PortRule.parse(End.REMOTE, l))));
        List<PrefixRule> prefixes =
                join(
                        all("--host", hosts, list -> PrefixRule.parse(End.EITHER, list)),
                        all("--src", sources, list -> PrefixRule.parse(End.LOCAL, list)),
                        all("--dst", destinations, list -> PrefixRule.parse(End.REMOTE, list)));
        List<CgroupRule> ofContainers = all("--container", containers, CgroupRule::ofContainer);
        List<CgroupRule> inCgroups =
                join(all("--cgroup", cgroups, CgroupRule::parse), ofContainers);
        List<ProcessRule> processes = all("--pid", pids, ProcessRule::parse);
        List<NameRule> comms = all("--comm", names, NameRule::parse);
        try {
            filter =
                    filter.withPrefixes(prefixes)
                            .withCgroups(inCgroups)
                            .withProcesses(processes)
                            .withNames(comms)
                            .withCommand(launched)
                            .withSample(sample == null ? 1 : sample);
            return namespaces(filter, ofContainers);
        } catch (FilterException e) {
            throw new ParameterException(command.commandLine(), e.getMessage(), e);
        }
    }

    private Filter namespaces(Filter filter, List<CgroupRule> ofContainers) {
        boolean every = netns.contains(ALL);
        List<String> typed = netns.stream().filter(item -> !item.equals(ALL)).toList();
        List<NamespaceRule> rules = all("--netns", typed, NamespaceRule::parse);
        if (rules.isEmpty() && !every) {
            rules =
                    ofContainers.stream()
                            .filter(rule -> !rule.negated())
                            .flatMap(rule -> namespace(rule).stream())
                            .toList();
        }
        if (rules.isEmpty() && !every) {
            requireHere(filter.processes());
        }
        return filter.withNetns(rules, every);
    }

    private static Optional<NamespaceRule> namespace(CgroupRule container) {
        return container.process().map(NamespaceRule::ofProcess);
    }

    /** A process that lives elsewhere would have no connection here. */
    private void requireHere(List<ProcessRule> processes) {
        long here = NamespaceRule.current().inode();
        for (ProcessRule rule : processes) {
            if (!rule.negated() && NamespaceRule.ofProcess(rule.pid()).inode() != here) {
                throw new ParameterException(
                        command.commandLine(),
                        "--pid: process "
                                + rule.pid()
                                + " is in another network namespace, add --netns "
                                + rule.pid());
            }
        }
    }

    private <T extends Rule> List<T> all(
            String option, List<String> lists, Function<String, List<T>> parser) {
        List<T> rules = new ArrayList<>();
        for (String list : lists) {
            try {
                rules.addAll(parser.apply(list));
            } catch (FilterException e) {
                throw new ParameterException(
                        command.commandLine(), option + ": " + e.getMessage(), e);
            }
        }
        return rules;
    }

    @SafeVarargs
    private static <T> List<T> join(List<T>... lists) {
        List<T> joined = new ArrayList<>();
        for (List<T> list : lists) {
            joined.addAll(list);
        }
        return joined;
    }
}
