package io.tcbee.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Stack;
import picocli.CommandLine;
import picocli.CommandLine.IParameterConsumer;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Takes everything after {@code --}, as it stands, for a command that is to be run. */
final class CommandLineTail implements IParameterConsumer {
    /** What stands before the command. */
    static final String MARK = "--";

    @Override
    @SuppressWarnings("JdkObsolete") // picocli's interface
    public void consumeParameters(Stack<String> rest, ArgSpec option, CommandSpec command) {
        List<String> words = new ArrayList<>();
        while (!rest.isEmpty()) {
            words.add(rest.pop());
        }
        if (words.isEmpty()) {
            throw new ParameterException(command.commandLine(), "--: which command is to be run?");
        }
        option.setValue(words);
    }

    /** Lets {@code line} take {@link #MARK} as an option instead of as the end of the options. */
    static void allow(CommandLine line) {
        line.setEndOfOptionsDelimiter("\0");
    }
}
