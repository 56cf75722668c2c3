package io.tcbee.cli;

import io.tcbee.lab.LabException;
import io.tcbee.libbpf.BpfException;
import io.tcbee.libbpf.UnsupportedKernelException;
import io.tcbee.model.TcbeeException;
import java.io.PrintStream;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Where every start of TCBee begins. */
public final class Main {
    /** A failure that TCBee can name. */
    static final int FAILED = 1;

    /** A failure that TCBee cannot name: sysexits(3) EX_SOFTWARE. */
    static final int FAULT = 70;

    private Main() {}

    public static void main(String[] args) {
        System.exit(run(writer(System.out), writer(System.err), args));
    }

    /** Runs one command line and tells its exit code. */
    static int run(PrintWriter out, PrintWriter err, String... args) {
        CommandLine line = TcbeeCommand.line(args);
        CommandLine record = line.getSubcommands().get("record");
        if (record != null) {
            CommandLineTail.allow(record);
        }
        return line.setOut(out)
                .setErr(err)
                .setParameterExceptionHandler(Main::correct)
                .setExecutionExceptionHandler(Main::explain)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpWidth(100)
                .execute(args);
    }

    /** A command line that is wrong: what is wrong, and where to read how it is right. */
    private static int correct(ParameterException failure, String[] args) {
        CommandLine command = failure.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        command.getErr().println("tcbee: " + failure.getMessage() + " (see " + name + " --help)");
        return CommandLine.ExitCode.USAGE;
    }

    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(stream, true, stream.charset());
    }

    private static int explain(Exception failure, CommandLine command, ParseResult parsed) {
        if (failure instanceof TcbeeException
                || failure instanceof BpfException
                || failure instanceof UnsupportedKernelException
                || failure instanceof LabException) {
            command.getErr().println("tcbee: " + failure.getMessage());
            return FAILED;
        }
        command.getErr()
                .println("tcbee: this is a fault of TCBee; please report it with the lines below");
        failure.printStackTrace(command.getErr());
        return FAULT;
    }
}
