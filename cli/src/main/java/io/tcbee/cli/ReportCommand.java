package io.tcbee.cli;

import io.tcbee.model.TcbeeException;
import io.tcbee.process.NewFile;
import io.tcbee.store.FlowStore;
import io.tcbee.store.FlowStoreProvider.Mode;
import io.tcbee.store.FlowStores;
import io.tcbee.web.plot.HtmlReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
        footer = {"", "Example: tcbee report demo.duckdb --flow 1,2 -o report.html"})
final class ReportCommand implements Runnable {
    @Parameters(paramLabel = "DB", description = "The database, as written by tcbee process.")
    private String database;

    @Option(
            names = "--flow",
            paramLabel = "N",
            split = ",",
            arity = "1..*",
            required = true,
            description = "The connections, as tcbee flows numbers them.")
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
        try (FlowStore store = FlowStores.open(database, Mode.READ);
                NewFile made = new NewFile(output, List.of(Path.of(database)))) {
            String name = Path.of(database).getFileName().toString();
            Files.writeString(
                    made.partial(), HtmlReport.of(store, new StoreRemarks(store), name, flows));
            made.commit();
        } catch (IOException e) {
            throw new TcbeeException("write " + output + ": " + e.getMessage(), e);
        }
        spec.commandLine().getOut().println(flows.size() + " connections into " + output);
        spec.commandLine().getOut().flush();
    }
}
