package io.tcbee.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command above all others: it only names them. */
@Command(
        name = "tcbee",
        mixinStandardHelpOptions = true,
        versionProvider = TcbeeCommand.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        description = "What did this TCP connection really do, and why was it slow?",
        subcommands = {
            DemoCommand.class,
            RecordCommand.class,
            ProcessCommand.class,
            FlowsCommand.class,
            ViewCommand.class,
            ExportCommand.class,
            TraceCommand.class,
            DoctorCommand.class,
            BenchCommand.class
        },
        footer = {
            "",
            "From nothing to a picture:    tcbee demo",
            "Your own traffic:             tcbee record eth0 -p 443 -o trace.tcbee",
            "                              tcbee process trace.tcbee -o flows.duckdb",
            "                              tcbee view flows.duckdb",
            "All tests:                    tcbee check"
        })
final class TcbeeCommand implements Runnable {
    @Spec private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "which command?");
    }

    /** The version of this build. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"tcbee " + BuildInfo.VERSION};
        }
    }
}
