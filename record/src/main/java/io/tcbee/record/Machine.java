package io.tcbee.record;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/** What the running kernel says of itself, and what it allows this process. */
final class Machine {
    /** The oldest Linux that is supported. */
    static final String OLDEST = "6.1";

    static final Path BTF = Path.of("/sys/kernel/btf/vmlinux");

    // include/uapi/linux/capability.h
    private static final int CAP_NET_ADMIN = 12;
    private static final int CAP_SYS_ADMIN = 21;
    private static final int CAP_PERFMON = 38;
    private static final int CAP_BPF = 39;

    private static final Path LOCKDOWN = Path.of("/sys/kernel/security/lockdown");
    private static final Pattern CONFIG_HZ = Pattern.compile("(?m)^CONFIG_HZ=(\\d+)$");
    private static final Pattern NUMBERS = Pattern.compile("^(\\d+)\\.(\\d+)");
    private static final long SECOND_NS = 1_000_000_000L;

    private Machine() {}

    /** For example {@code 6.18.44}. */
    static String release() {
        return read("/proc/sys/kernel/osrelease");
    }

    /** Release and build of the kernel. */
    static String kernel() {
        return "Linux " + release() + " " + read("/proc/sys/kernel/version");
    }

    static String host() {
        return read("/proc/sys/kernel/hostname");
    }

    /** Whether {@code release} is {@code since} or newer; both begin with major.minor. */
    static boolean isAtLeast(String release, String since) {
        Matcher have = NUMBERS.matcher(release);
        Matcher need = NUMBERS.matcher(since);
        if (!have.find() || !need.find()) {
            throw new IllegalArgumentException("not a kernel release: release=" + release);
        }
        int major = Integer.compare(number(have, 1), number(need, 1));
        return major != 0 ? major > 0 : number(have, 2) >= number(need, 2);
    }

    private static int number(Matcher matcher, int group) {
        return Integer.parseInt(matcher.group(group));
    }

    /** Whether the kernel describes its own types. */
    static boolean hasBtf() {
        return Files.isReadable(BTF);
    }

    /**
     * The capabilities that this process lacks for recording: CAP_BPF to load programs, CAP_PERFMON
     * to trace the kernel, CAP_NET_ADMIN to attach to interfaces (capabilities(7)).
     *
     * <p>CAP_SYS_ADMIN has all of them.
     */
    static List<String> lackingCapabilities() {
        List<String> lacking = new ArrayList<>();
        if (!has(CAP_SYS_ADMIN)) {
            if (!has(CAP_BPF)) {
                lacking.add("CAP_BPF");
            }
            if (!has(CAP_PERFMON)) {
                lacking.add("CAP_PERFMON");
            }
        }
        if (!has(CAP_NET_ADMIN) && !has(CAP_SYS_ADMIN)) {
            lacking.add("CAP_NET_ADMIN");
        }
        return lacking;
    }

    /**
     * Whether this process is in the first user namespace, the only one whose capabilities count
     * for BPF (kernel/bpf/syscall.c).
     */
    static boolean inFirstUserNamespace() {
        String[] map = read("/proc/self/uid_map").strip().split("\\s+", -1);
        return map.length == 3 && map[0].equals("0") && map[2].equals("4294967295");
    }

    private static boolean has(int capability) {
        for (String line : read("/proc/self/status").lines().toList()) {
            if (line.startsWith("CapEff:")) {
                long effective = Long.parseUnsignedLong(line.substring(7).strip(), 16);
                return (effective >> capability & 1) != 0;
            }
        }
        return false;
    }

    /** {@code none}, {@code integrity} or {@code confidentiality}; empty if it cannot be told. */
    static String lockdown() {
        try {
            Matcher chosen = Pattern.compile("\\[(\\w+)]").matcher(Files.readString(LOCKDOWN));
            return chosen.find() ? chosen.group(1) : "";
        } catch (IOException e) {
            return "";
        }
    }

    /** Whether no program may read the kernel's memory by address (kernel_lockdown(7)). */
    static boolean confidential() {
        return lockdown().equals("confidentiality");
    }

    /** Inode number of the calling thread's network namespace. */
    static long netns() {
        try {
            String link = Files.readSymbolicLink(Path.of("/proc/thread-self/ns/net")).toString();
            return Long.parseLong(link.substring("net:[".length(), link.length() - 1));
        } catch (IOException e) {
            throw new RecordException("find the network namespace: " + e.getMessage(), e);
        }
    }

    /** The first and the last port that the kernel chooses for connections. */
    static List<Integer> ephemeralPorts() {
        String range = read("/proc/sys/net/ipv4/ip_local_port_range");
        return Pattern.compile("\\s+").splitAsStream(range).map(Integer::valueOf).toList();
    }

    /** Microseconds per jiffy: 4000 where CONFIG_HZ is 250. */
    static int jiffyUs() {
        for (String file : List.of("/proc/config.gz", "/boot/config-" + release())) {
            OptionalInt hz = configuredHz(Path.of(file));
            if (hz.isPresent()) {
                return 1_000_000 / hz.getAsInt();
            }
        }
        return 1_000_000 / countedHz(read("/proc/timer_list"));
    }

    private static OptionalInt configuredHz(Path file) {
        try (var in = Files.newInputStream(file);
                var plain = file.toString().endsWith(".gz") ? new GZIPInputStream(in) : in) {
            Matcher hz =
                    CONFIG_HZ.matcher(new String(plain.readAllBytes(), StandardCharsets.US_ASCII));
            return hz.find() ? OptionalInt.of(Integer.parseInt(hz.group(1))) : OptionalInt.empty();
        } catch (IOException e) {
            return OptionalInt.empty();
        }
    }

    /**
     * Jiffies per second, from how many there were: the counter starts at 2^32 - 300 s
     * (INITIAL_JIFFIES, include/linux/jiffies.h).
     *
     * @param timerList /proc/timer_list
     */
    static int countedHz(String timerList) {
        Matcher now = Pattern.compile("(?m)^now at (\\d+) nsecs").matcher(timerList);
        Matcher jiffies = Pattern.compile("(?m)^jiffies: (\\d+)").matcher(timerList);
        if (!now.find() || !jiffies.find()) {
            throw new RecordException(
                    "find the length of a jiffy: neither /proc/config.gz, /boot/config-"
                            + release()
                            + " nor /proc/timer_list tells it");
        }
        double seconds = (double) Long.parseLong(now.group(1)) / SECOND_NS - 300;
        double counted = Long.parseLong(jiffies.group(1)) - (double) (1L << 32);
        int nearest = 100;
        for (int hz : List.of(250, 300, 1000)) {
            if (Math.abs(hz * seconds - counted) < Math.abs(nearest * seconds - counted)) {
                nearest = hz;
            }
        }
        return nearest;
    }

    private static String read(String file) {
        try {
            return Files.readString(Path.of(file)).strip();
        } catch (IOException e) {
            throw new RecordException("read " + file + ": " + e.getMessage(), e);
        }
    }
}
