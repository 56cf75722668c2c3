package io.tcbee.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The kernel's own counters of one namespace at one moment, by the names that {@code nstat} shows:
 * {@code TcpRetransSegs}, {@code TcpExtTCPTimeouts}, {@code IpExtInCEPkts}.
 *
 * <p>Source: {@code /proc/net/snmp} and {@code /proc/net/netstat} (net/ipv4/proc.c).
 *
 * @param values by name; not all kernels have all names
 */
public record Counters(Map<String, Long> values) {
    public Counters {
        values = Map.copyOf(values);
    }

    /**
     * The value of one counter.
     *
     * @throws IllegalArgumentException if this kernel has no such counter
     */
    public long get(String name) {
        Long value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("this kernel has no such counter: name=" + name);
        }
        return value;
    }

    /** What was counted between {@code before} and this moment. */
    public Counters since(Counters before) {
        Map<String, Long> delta = new TreeMap<>(values);
        before.values.forEach((name, value) -> delta.computeIfPresent(name, (_, n) -> n - value));
        return new Counters(delta);
    }

    /** Reads the counters of the calling thread's namespace. */
    static Counters read() {
        Map<String, Long> values = new TreeMap<>();
        for (String file : List.of("snmp", "netstat")) {
            Path path = Path.of("/proc/thread-self/net", file);
            try {
                parse(Files.readAllLines(path), values);
            } catch (IOException e) {
                throw new LabException("read " + path + ": " + e.getMessage(), e);
            }
        }
        return new Counters(values);
    }

    /** Lines come in pairs, {@code Tcp: names...} and {@code Tcp: values...}. */
    static void parse(List<String> lines, Map<String, Long> values) {
        for (int i = 0; i + 1 < lines.size(); i += 2) {
            String[] names = lines.get(i).split(" ", -1);
            String[] numbers = lines.get(i + 1).split(" ", -1);
            String prefix = names[0].substring(0, names[0].length() - 1);
            for (int field = 1; field < names.length; field++) {
                values.put(prefix + names[field], Long.parseLong(numbers[field]));
            }
        }
    }
}
