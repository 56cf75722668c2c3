package io.tcbee.record.filter;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** The name of a process as the kernel has it: {@code /proc/PID/comm}, 15 bytes at most. */
public record NameRule(String name, boolean negated) implements Rule {
    private static final int LONGEST = 15;

    /**
     * Reads {@code nginx}, {@code !sshd} and lists of them with commas.
     *
     * @throws FilterException in one sentence if no process can have it
     */
    public static List<NameRule> parse(String list) {
        return Rule.parseAll(list, NameRule::one);
    }

    private static NameRule one(String item, boolean negated) {
        if (item.getBytes(StandardCharsets.UTF_8).length > LONGEST) {
            throw new FilterException(
                    "the kernel keeps 15 bytes of a process's name (see /proc/PID/comm), not "
                            + item);
        }
        return new NameRule(item, negated);
    }

    @Override
    public String text() {
        return name;
    }
}
