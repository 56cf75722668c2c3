package io.tcbee.record;

import io.tcbee.libbpf.BpfMap;
import io.tcbee.trace.Code;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Names the addresses in the kernel's code at which programs saw packets dropped.
 *
 * <p>The names come from /proc/kallsyms, read when there is a new address; to who may not see
 * addresses there, they have none. One thread.
 */
final class Places {
    private static final Path KALLSYMS = Path.of("/proc/kallsyms");

    private final BpfMap met;
    private final NavigableSet<Long> named = new TreeSet<>(Long::compareUnsigned);

    /**
     * @param met a hash map whose keys are the addresses
     */
    Places(BpfMap met) {
        this.met = met;
    }

    /** The names of those that were met since the last call. */
    List<Code> name() {
        NavigableSet<Long> fresh = new TreeSet<>(Long::compareUnsigned);
        for (long address : met.longKeys()) {
            if (named.add(address)) {
                fresh.add(address);
            }
        }
        return fresh.isEmpty() ? List.of() : name(fresh);
    }

    private static List<Code> name(NavigableSet<Long> addresses) {
        try (BufferedReader symbols =
                Files.newBufferedReader(KALLSYMS, StandardCharsets.ISO_8859_1)) {
            return name(addresses, symbols);
        } catch (IOException e) {
            return List.of(); // they stay numbers
        }
    }

    /**
     * Function and offset of each address that lies behind a symbol.
     *
     * @param symbols lines of address in hexadecimal, type, name and maybe a module, in any order
     */
    static List<Code> name(NavigableSet<Long> addresses, BufferedReader symbols)
            throws IOException {
        NavigableMap<Long, String> nearest = new TreeMap<>(Long::compareUnsigned);
        NavigableMap<Long, Long> starts = new TreeMap<>(Long::compareUnsigned);
        for (String line = symbols.readLine(); line != null; line = symbols.readLine()) {
            int space = line.indexOf(' ');
            long start = Long.parseUnsignedLong(line, 0, space, 16);
            if (start == 0 || !isCode(line.charAt(space + 1))) {
                continue;
            }
            for (long address : addresses.tailSet(start)) {
                Long known = starts.get(address);
                if (known != null && Long.compareUnsigned(known, start) >= 0) {
                    continue;
                }
                starts.put(address, start);
                nearest.put(address, symbol(line, space + 3));
            }
        }
        List<Code> names = new ArrayList<>();
        nearest.forEach((address, symbol) ->
                names.add(
                        new Code(
                                Code.PLACE,
                                address,
                                symbol + "+0x" + Long.toHexString(address - starts.get(address)))));
        return names;
    }

    private static boolean isCode(char type) {
        return type == 't' || type == 'T' || type == 'w' || type == 'W';
    }

    /** The name without the module behind it. */
    private static String symbol(String line, int from) {
        int end = line.indexOf('\t', from);
        return end < 0 ? line.substring(from) : line.substring(from, end);
    }
}
