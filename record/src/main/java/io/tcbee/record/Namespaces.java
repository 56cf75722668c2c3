package io.tcbee.record;

import io.tcbee.model.TcbeeException;
import io.tcbee.record.filter.Filter;
import io.tcbee.record.filter.NamespaceRule;
import io.tcbee.record.filter.Rule;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** The network namespaces that are recorded. Closing lets them go. */
final class Namespaces implements AutoCloseable {
    private final Filter filter;
    private final Set<Long> unwanted;
    private final Map<Long, Namespace> held = new LinkedHashMap<>();

    private Namespaces(Filter filter) {
        this.filter = filter;
        this.unwanted =
                filter.netns().stream()
                        .filter(Rule::negated)
                        .map(NamespaceRule::inode)
                        .collect(Collectors.toSet());
    }

    /** Those that {@code filter} wants, as far as they exist. */
    static Namespaces of(Filter filter) {
        Namespaces namespaces = new Namespaces(filter);
        try {
            namespaces.open();
        } catch (RuntimeException e) {
            namespaces.close();
            throw e;
        }
        return namespaces;
    }

    private void open() {
        List<NamespaceRule> wanted =
                filter.netns().stream().filter(rule -> !rule.negated()).toList();
        if (changing()) {
            look();
        } else if (wanted.isEmpty()) {
            hold(Namespace.current());
        } else {
            wanted.stream()
                    .filter(rule -> !unwanted.contains(rule.inode()))
                    .forEach(rule -> hold(Namespace.of(rule)));
        }
    }

    /** Whether namespaces that appear later are wanted too. */
    boolean changing() {
        return filter.everyNamespace()
                || (!filter.netns().isEmpty()
                        && unwanted.size() > 0
                        && filter.netns().stream().allMatch(Rule::negated));
    }

    private void hold(Namespace namespace) {
        Namespace before = held.putIfAbsent(namespace.inode(), namespace);
        if (before != null) {
            namespace.close();
        }
    }

    /** Finds those that appeared, if such are wanted: all that have a name or a process. */
    void look() {
        if (!changing()) {
            return;
        }
        each(NamespaceRule.NAMED, "", file -> file);
        each(Path.of("/proc"), "[1-9]*", process -> process.resolve("ns/net"));
    }

    private void each(Path folder, String glob, UnaryOperator<Path> place) {
        try (DirectoryStream<Path> all =
                Files.newDirectoryStream(folder, glob.isEmpty() ? "*" : glob)) {
            for (Path entry : all) {
                find(place.apply(entry), entry.getFileName().toString());
            }
        } catch (IOException | DirectoryIteratorException _) {
            // no such folder: nobody gave a namespace a name
        }
    }

    private void find(Path path, String name) {
        try {
            Object inode = Files.getAttribute(path, "unix:ino");
            if (!held.containsKey((long) inode) && !unwanted.contains((long) inode)) {
                hold(Namespace.of(NamespaceRule.of(path, false, name)));
            }
        } catch (IOException | TcbeeException _) {
            // the process ended meanwhile
        }
    }

    Collection<Namespace> all() {
        return List.copyOf(held.values());
    }

    /** The only one, or 0 if there may be others. */
    long only() {
        return changing() || held.size() != 1 ? 0 : held.keySet().iterator().next();
    }

    @Override
    public void close() {
        List<Namespace> open = new ArrayList<>(held.values());
        held.clear();
        open.forEach(Namespace::close);
    }
}
