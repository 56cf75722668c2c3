package io.tcbee.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Names of a lab's namespaces, which say whose they are, so that those of a dead owner can be
 * removed: {@code tcbee-PID-START-NUMBER-a}, where START is the process's start time in clock ticks
 * (proc(5), field 22 of /proc/PID/stat). A number alone could by now belong to another process.
 */
final class Leftovers {
    static final Path NAMESPACES = Path.of("/run/netns");

    private static final Pattern NAME = Pattern.compile("tcbee-(\\d+)-(\\d+)-\\d+-[ab]");
    private static final int START_TIME = 22 - 3; // after "pid (comm) ": fields 1 and 2
    private static final AtomicInteger LABS = new AtomicInteger();

    private Leftovers() {}

    /** A prefix that no other lab on this machine has. */
    static String newPrefix() {
        long pid = ProcessHandle.current().pid();
        String start = startTime(pid).orElseThrow();
        return "tcbee-" + pid + "-" + start + "-" + LABS.incrementAndGet() + "-";
    }

    /** Removes the namespaces of labs whose process has gone. */
    static void remove() {
        for (String name : names()) {
            Matcher matcher = NAME.matcher(name);
            if (matcher.matches() && !isAlive(matcher.group(1), matcher.group(2))) {
                try {
                    Command.run("ip", "netns", "del", name);
                } catch (LabException e) {
                    if (names().contains(name)) { // else another lab was faster
                        throw e;
                    }
                }
            }
        }
    }

    private static boolean isAlive(String pid, String start) {
        return startTime(Long.parseLong(pid)).filter(start::equals).isPresent();
    }

    private static List<String> names() {
        if (!Files.isDirectory(NAMESPACES)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(NAMESPACES)) {
            return files.map(file -> file.getFileName().toString()).toList();
        } catch (IOException e) {
            throw new LabException("list " + NAMESPACES + ": " + e.getMessage(), e);
        }
    }

    private static Optional<String> startTime(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            String afterName = stat.substring(stat.lastIndexOf(')') + 2);
            return Optional.of(afterName.split(" ", -1)[START_TIME]);
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
