package io.tcbee.cli;

import io.tcbee.model.TcbeeException;
import io.tcbee.process.NewFile;
import io.tcbee.store.FlowStoreProvider.Mode;
import io.tcbee.web.plot.HtmlReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes what is known of chosen connections into one HTML file. */
@Command(
        name = "report",
        mixinStandardHelpOptions = true,
        description = {
            "Write one HTML file about connections: graphs, findings with evidence, every number with its unit, where it was recorded.",
            "It needs no network and no script: send it, print it, keep it."
        },
        footer = {
            "",
            "Example: tcbee report demo.duckdb --flow 1,2 -o report.html",
            "         tcbee report capture.pcap -o report.html"
        })
final class ReportCommand implements Runnable {
    private static final int MOST = 10;

    @Parameters(paramLabel = "FILE", arity = "1..*", description = Opened.FILES)
    private List<String> files;

    @Option(
            names = "--flow",
            paramLabel = "N",
            split = ",",
            description =
                    "The connections, as tcbee flows numbers them; without it the ten that moved most bytes.")
    private List<Long> flows;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            required = true,
            description = "The new file; replaced if it exists.")
    private Path output;

    @Spec private CommandSpec spec;

    @Override
    public void run() {
        List<Long> chosen;
        try (Opened opened = Opened.open(spec, files, Mode.READ);
                NewFile made = new NewFile(output, opened.files())) {
            chosen = flows == null ? opened.greatest(MOST) : flows;
            String name =
                    opened.files().stream()
                            .map(file -> file.getFileName().toString())
                            .collect(Collectors.joining(", "));
            StoreRemarks remarks = new StoreRemarks(opened.store());
            Files.writeString(made.partial(), HtmlReport.of(opened.store(), remarks, name, chosen));
            made.commit();
        } catch (IOException e) {
            throw new TcbeeException("write " + output + ": " + e.getMessage(), e);
        }
        spec.commandLine().getOut().println(chosen.size() + " connections into " + output);
        spec.commandLine().getOut().flush();
    }
}
