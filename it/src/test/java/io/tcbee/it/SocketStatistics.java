package io.tcbee.it;

import io.tcbee.lab.LabNamespace;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One socket as {@code ss -tinmoe} prints it: the words by their names, e.g. {@code cwnd}, {@code
 * skmem} and its parts {@code skmem.rb}; pairs like {@code rtt} as {@code rtt.0} and {@code rtt.1}.
 *
 * <p>Source of the format: iproute2, misc/ss.c, tcp_stats_print.
 */
record SocketStatistics(Map<String, String> words) {
    private static final Pattern COLON = Pattern.compile("(?<![\\w.])([a-z_]+):(\\S+)");
    private static final Pattern SPACE = Pattern.compile("(pacing_rate|delivery_rate) (\\S+)");
    private static final Pattern MEMORY = Pattern.compile("([a-z]+)(\\d+)");

    /** All of the namespace's sockets, by their cookies. */
    static Map<Long, SocketStatistics> in(LabNamespace namespace) {
        Map<Long, SocketStatistics> sockets = new HashMap<>();
        String printed = Shell.run(namespace.processBuilder("ss", "-HOtinmoe"));
        // ss also says when it cannot find a cgroup
        printed.lines()
                .filter(line -> line.contains(" sk:"))
                .forEach(line -> {
                    SocketStatistics socket = parse(line);
                    sockets.put(Long.parseUnsignedLong(socket.words().get("sk"), 16), socket);
                });
        return sockets;
    }

    private static SocketStatistics parse(String line) {
        Map<String, String> words = new HashMap<>();
        for (Matcher found = COLON.matcher(line); found.find(); ) {
            put(words, found.group(1), found.group(2));
        }
        for (Matcher found = SPACE.matcher(line); found.find(); ) {
            words.put(found.group(1), found.group(2));
        }
        for (String word : line.split("\\s+", -1)) {
            if (word.matches("[a-z_]+")) {
                words.putIfAbsent(word, "");
            }
        }
        return new SocketStatistics(words);
    }

    private static void put(Map<String, String> words, String name, String value) {
        words.put(name, value);
        if (name.equals("skmem")) {
            for (Matcher found = MEMORY.matcher(value); found.find(); ) {
                words.put("skmem." + found.group(1), found.group(2));
            }
            return;
        }
        String[] parts = value.split("[,/]", -1);
        for (int i = 0; i < parts.length && parts.length > 1; i++) {
            words.put(name + "." + i, parts[i].replaceAll("[a-zA-Z)(%]", ""));
        }
    }

    /** Whether the word stands there alone: {@code ts}, {@code sack}, {@code cubic}. */
    boolean says(String word) {
        return words.containsKey(word);
    }

    /** The number of that name, its unit cut off; 0 where ss leaves it out. */
    double number(String name) {
        String value = words.get(name);
        return value == null ? 0 : Double.parseDouble(value.replaceAll("[^0-9.].*$", ""));
    }
}
