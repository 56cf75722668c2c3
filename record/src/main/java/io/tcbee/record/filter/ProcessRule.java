package io.tcbee.record.filter;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** A process, its descendants now and later. */
public record ProcessRule(long pid, boolean negated) implements Rule {
    private static final Pattern NUMBER = Pattern.compile("[1-9]\\d{0,9}");

    /**
     * Reads {@code 4711}, {@code !4711} and lists of them with commas.
     *
     * @throws FilterException in one sentence if there is no such process
     */
    public static List<ProcessRule> parse(String list) {
        return Rule.parseAll(list, ProcessRule::one);
    }

    private static ProcessRule one(String item, boolean negated) {
        if (!NUMBER.matcher(item).matches()) {
            throw new FilterException("a process id is a number, not " + item);
        }
        if (!Files.isDirectory(Path.of("/proc", item, "task", item))) {
            throw new FilterException("there is no process " + item);
        }
        return new ProcessRule(Long.parseLong(item), negated);
    }

    @Override
    public String text() {
        return Long.toString(pid);
    }
}
