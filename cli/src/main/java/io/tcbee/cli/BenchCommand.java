package io.tcbee.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures this build on this machine. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "WHAT",
        subcommands = {
            BenchRecordCommand.class,
            BenchProcessCommand.class,
            BenchMetricsCommand.class,
            BenchPageCommand.class
        },
        description = "Measure this build on this machine, beside its rivals.",
        footer = {"", "Example: tcbee bench record --quick"})
final class BenchCommand implements Runnable {
    @Spec private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "which benchmark?");
    }
}
