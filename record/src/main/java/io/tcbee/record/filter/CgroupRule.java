package io.tcbee.record.filter;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A cgroup (v2) and all below it.
 *
 * @param id of the cgroup: the inode number of its directory (kernfs_ino(), include/linux/kernfs.h)
 * @param path its directory
 */
public record CgroupRule(long id, Path path, boolean negated) implements Rule {
    private static final int SHORTEST_ID = 8;

    /**
     * Reads directories, absolute or from the cgroup2 mount on, {@code !PATH}, and lists of them
     * with commas.
     *
     * @throws FilterException in one sentence if there is no such cgroup
     */
    public static List<CgroupRule> parse(String list) {
        return Rule.parseAll(list, CgroupRule::one);
    }

    /**
     * The cgroup of a container: the one whose directory's name holds the id as container runtimes
     * write it.
     *
     * @param container 8 or more of the id's first characters
     * @throws FilterException in one sentence if there is none, or more than one
     */
    public static List<CgroupRule> ofContainer(String container) {
        return Rule.parseAll(container, CgroupRule::container);
    }

    private static CgroupRule one(String item, boolean negated) {
        Path path = mount().resolve(item);
        if (!Files.isRegularFile(path.resolve("cgroup.procs"))
                || !path.normalize().startsWith(mount())) {
            throw new FilterException("there is no cgroup (v2) " + path);
        }
        return of(path.normalize(), negated);
    }

    private static CgroupRule container(String item, boolean negated) {
        if (item.length() < SHORTEST_ID) {
            throw new FilterException(
                    "a container's id has "
                            + SHORTEST_ID
                            + " characters or more here, not "
                            + item);
        }
        try (Stream<Path> all = Files.walk(mount())) {
            List<Path> found = all.filter(path -> isOf(path, item)).toList();
            List<Path> outermost =
                    found.stream().filter(path -> !found.contains(path.getParent())).toList();
            if (outermost.size() != 1) {
                throw new FilterException(
                        (outermost.isEmpty() ? "no" : "more than one")
                                + " cgroup below "
                                + mount()
                                + " is that of container "
                                + item);
            }
            return of(outermost.getFirst(), negated);
        } catch (IOException e) {
            throw new FilterException("find container " + item + ": " + e.getMessage(), e);
        }
    }

    /**
     * {@code ID}, {@code docker-ID.scope}, {@code cri-containerd-ID.scope}, {@code libpod-ID...}.
     */
    private static boolean isOf(Path directory, String id) {
        String name = directory.getFileName().toString();
        return (name.startsWith(id) || name.contains("-" + id)) && Files.isDirectory(directory);
    }

    private static CgroupRule of(Path path, boolean negated) {
        try {
            return new CgroupRule((long) Files.getAttribute(path, "unix:ino"), path, negated);
        } catch (IOException e) {
            throw new FilterException("find cgroup " + path + ": " + e.getMessage(), e);
        }
    }

    private static Path mount() {
        return mounted()
                .orElseThrow(() -> new FilterException("no cgroup2 is mounted on this machine"));
    }

    /** Where the machine's cgroups (v2) are mounted (proc_pid_mountinfo(5)). */
    static Optional<Path> mounted() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/mountinfo"))) {
            return lines.filter(line -> line.contains(" - cgroup2 "))
                    .map(line -> Path.of(line.split(" ", -1)[4]))
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** A process in it, if there is one. */
    public Optional<Long> process() {
        try (Stream<Path> all = Files.walk(path)) {
            return all.filter(file -> file.endsWith("cgroup.procs"))
                    .flatMap(CgroupRule::lines)
                    .map(Long::valueOf)
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Stream<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream();
        } catch (IOException e) {
            return Stream.empty(); // gone meanwhile
        }
    }

    @Override
    public String text() {
        return path.toString();
    }
}
