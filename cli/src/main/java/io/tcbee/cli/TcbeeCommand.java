package io.tcbee.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine;
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
        footer = {
            "",
            "From nothing to a picture:    tcbee demo",
            "Your own traffic:             tcbee record eth0 -p 443 -o trace.tcbee",
            "                              tcbee process trace.tcbee -o flows.duckdb",
            "                              tcbee view flows.duckdb",
            "All tests:                    tcbee check"
        })
final class TcbeeCommand implements Runnable {
    /** By name, in the order of the help. */
    private static final Map<String, Supplier<Object>> COMMANDS = new LinkedHashMap<>();

    static {
        COMMANDS.put("demo", DemoCommand::new);
        COMMANDS.put("record", RecordCommand::new);
        COMMANDS.put("process", ProcessCommand::new);
        COMMANDS.put("flows", FlowsCommand::new);
        COMMANDS.put("view", ViewCommand::new);
        COMMANDS.put("findings", FindingsCommand::new);
        COMMANDS.put("fairness", FairnessCommand::new);
        COMMANDS.put("plot", PlotCommand::new);
        COMMANDS.put("report", ReportCommand::new);
        COMMANDS.put("metrics", MetricsCommand::new);
        COMMANDS.put("export", ExportCommand::new);
        COMMANDS.put("trace", TraceCommand::new);
        COMMANDS.put("doctor", DoctorCommand::new);
        COMMANDS.put("bench", BenchCommand::new);
    }

    @Spec private CommandSpec spec;

    /**
     * The command line that {@code args} need: with the one command that they name, or with all.
     * Each costs a start 10 ms and more.
     */
    static CommandLine line(String... args) {
        boolean one = args.length > 0 && COMMANDS.containsKey(args[0]);
        CommandLine line = new CommandLine(new TcbeeCommand());
        for (String name : one ? List.of(args[0]) : COMMANDS.keySet()) {
            CommandLine command = new CommandLine(COMMANDS.get(name).get());
            command.getCommandSpec().versionProvider(new Version());
            line.addSubcommand(name, command);
        }
        return line;
    }

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
