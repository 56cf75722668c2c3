package io.tcbee.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Looks into traces. */
@Command(
        name = "trace",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "WHAT",
        subcommands = {
            TraceInfoCommand.class,
            TracePrintCommand.class,
            TraceCutCommand.class,
            TraceMergeCommand.class
        },
        description =
                "Look into traces: what is in one, its events as text, a part of it, several as one.",
        footer = {"", "Example: tcbee trace info trace.tcbee"})
final class TraceCommand implements Runnable {
    @Spec private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "info, print, cut or merge?");
    }
}
