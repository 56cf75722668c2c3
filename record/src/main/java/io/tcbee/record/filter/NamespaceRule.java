package io.tcbee.record.filter;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A network namespace.
 *
 * @param inode its number, as {@code ls -i} and {@code lsns} show it
 * @param path a file that is the namespace, as setns(2) wants it
 * @param text as it was typed
 */
public record NamespaceRule(long inode, Path path, boolean negated, String text) implements Rule {
    /** Where ip-netns(8) keeps those with a name. */
    public static final Path NAMED = Path.of("/run/netns");

    private static final Pattern NUMBER = Pattern.compile("[1-9]\\d{0,9}");

    /**
     * Reads a name of ip-netns(8), a path, a process id, {@code !blue}, and lists of them with
     * commas.
     *
     * @throws FilterException in one sentence if there is no such namespace
     */
    public static List<NamespaceRule> parse(String list) {
        return Rule.parseAll(list, NamespaceRule::one);
    }

    /** The namespace of the calling thread. */
    public static NamespaceRule current() {
        return of(Path.of("/proc/thread-self/ns/net"), false, "current");
    }

    /**
     * The namespace of a process.
     *
     * @throws FilterException if there is no such process
     */
    public static NamespaceRule ofProcess(long pid) {
        return of(Path.of("/proc/" + pid + "/ns/net"), false, Long.toString(pid));
    }

    private static NamespaceRule one(String item, boolean negated) {
        Path path = NAMED.resolve(item);
        if (item.indexOf('/') >= 0) {
            path = Path.of(item).toAbsolutePath();
        } else if (NUMBER.matcher(item).matches() && !Files.exists(path)) {
            path = Path.of("/proc", item, "ns/net");
        }
        return of(path, negated, item);
    }

    /**
     * @throws FilterException if {@code path} is no network namespace
     */
    public static NamespaceRule of(Path path, boolean negated, String text) {
        try {
            // those under /proc are on no mounted file system that could be asked
            if (path.startsWith("/proc") || Files.getFileStore(path).type().equals("nsfs")) {
                return new NamespaceRule(
                        (long) Files.getAttribute(path, "unix:ino"), path, negated, text);
            }
        } catch (IOException _) {
            // told below
        }
        throw new FilterException("there is no network namespace " + path);
    }
}
