package io.tcbee.cli;

import io.tcbee.record.Doctor;
import io.tcbee.record.Finding;
import io.tcbee.record.Finding.Level;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Says what this machine offers to a recording. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description = {
            "Say what this machine's kernel offers, which hook serves what, what is missing and what to install.",
            "Exit code 1 if recording is not possible."
        },
        footer = {"", "Example: tcbee doctor", "         tcbee doctor --programs"})
final class DoctorCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Option(
            names = "--programs",
            description =
                    "Load and attach each program of the recorder by itself, and say how each fared.")
    private boolean programs;

    @Option(
            names = "--leftovers",
            description =
                    "Only remove the tc filters that killed recordings left (before Linux 6.6), and say which.")
    private boolean leftovers;

    @Override
    public Integer call() {
        List<Finding> findings = findings();
        PrintWriter out = spec.commandLine().getOut();
        TextTable table = new TextTable(List.of("", "what", "state", "why, and what to do"));
        for (Finding finding : findings) {
            table.add(
                    List.of(
                            word(finding.level()),
                            finding.subject(),
                            finding.state(),
                            finding.advice()));
        }
        out.print(Output.isTerminal() ? table.aligned() : table.separated());
        out.flush();
        return findings.stream().anyMatch(finding -> finding.level() == Level.PREVENTS)
                ? Main.FAILED
                : 0;
    }

    private List<Finding> findings() {
        if (leftovers) {
            return Doctor.leftovers();
        }
        return programs ? Doctor.programs() : Doctor.examine();
    }

    private static String word(Level level) {
        return switch (level) {
            case GOOD -> "ok";
            case LIMITED, PREVENTS -> level.name().toLowerCase(Locale.ROOT);
        };
    }
}
