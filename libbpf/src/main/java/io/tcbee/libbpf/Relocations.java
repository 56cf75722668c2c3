package io.tcbee.libbpf;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How the accesses of an object's programs to the kernel's types come out (CO-RE) on a kernel that
 * does not run, of which only its BTF is at hand.
 *
 * @param fitted accesses that have a place in that kernel
 * @param absent fields and types that it does not have, as C writes them: {@code struct
 *     tcp_sock.snd_cwnd}
 * @param wrong accesses that it has, but not so: a bit field that is read as if it were none, one
 *     sentence each
 */
public record Relocations(int fitted, SortedSet<String> absent, List<String> wrong) {
    // src/relo_core.c of libbpf, bpf_core_calc_relo_insn() and bpf_core_patch_insn()
    private static final Pattern ACCESS =
            Pattern.compile(
                    "prog '([^']+)': relo #(\\d+): <[a-z_0-9]+> \\[\\d+\\] (.*?)(?: \\([0-9:]*.*\\))?");
    private static final Pattern ABSENT =
            Pattern.compile("prog '([^']+)': relo #(\\d+): no matching targets found");
    private static final Pattern WRONG =
            Pattern.compile(
                    "prog '([^']+)': relo #(\\d+): .*(?:accesses field incorrectly|value too big|unexpected"
                            + "|invalid new mem size|ambiguity|failed).*");

    public Relocations {
        absent = java.util.Collections.unmodifiableSortedSet(new TreeSet<>(absent));
        wrong = List.copyOf(wrong);
    }

    /**
     * Fits all programs of an object to the types of a file.
     *
     * <p>libbpf does that on the way into the running kernel, after it made the maps; so it takes
     * the right to make them. That the running kernel then refuses programs which were made for
     * another does not matter here.
     *
     * @param elf the object
     * @param btf BTF, raw; of it all types that the programs read
     * @throws BpfException if the file or the object cannot be read
     */
    public static Relocations of(String name, byte[] elf, Path btf) {
        Log.keepAll(true);
        Log.clear();
        String said;
        try (BpfObject object = BpfObject.open(name, elf, Optional.of(btf))) {
            object.load();
            said = Log.text();
        } catch (BpfException e) {
            said = e.log();
        } finally {
            Log.keepAll(false);
        }
        return read(said);
    }

    private static Relocations read(String said) {
        Map<String, String> accesses = new HashMap<>();
        SortedSet<String> absent = new TreeSet<>();
        List<String> wrong = new ArrayList<>();
        for (String line : said.lines().toList()) {
            String text = line.replaceFirst("^libbpf: ", "");
            Matcher access = ACCESS.matcher(text);
            Matcher missing = ABSENT.matcher(text);
            Matcher bad = WRONG.matcher(text);
            if (missing.matches()) {
                absent.add(accesses.get(missing.group(1) + missing.group(2)));
            } else if (bad.matches()) {
                wrong.add(text + ": " + accesses.get(bad.group(1) + bad.group(2)));
            } else if (access.matches()) {
                accesses.put(access.group(1) + access.group(2), access.group(3));
            }
        }
        return new Relocations(accesses.size() - absent.size(), absent, wrong);
    }
}
