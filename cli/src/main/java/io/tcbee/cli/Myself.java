package io.tcbee.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** How this very program was started. */
final class Myself {
    private static final String MAIN = "io.tcbee.cli/" + Main.class.getName();

    private Myself() {}

    /**
     * Java, its options and our main class: append a command of ours to run it in another process.
     */
    static List<String> command() {
        ProcessHandle.Info self = ProcessHandle.current().info();
        List<String> command = new ArrayList<>();
        command.add(self.command().orElseThrow());
        List<String> arguments = Arrays.asList(self.arguments().orElseThrow());
        int main = arguments.indexOf(MAIN);
        if (main < 0) {
            throw new IllegalStateException("not started as " + MAIN);
        }
        command.addAll(arguments.subList(0, main + 1));
        return command;
    }
}
