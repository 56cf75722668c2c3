package io.tcbee.cli;

import io.tcbee.model.TcbeeException;
import io.tcbee.pcap.CaptureReader;
import io.tcbee.process.ConnectionFilter;
import io.tcbee.process.NewFile;
import io.tcbee.process.PcapngExport;
import io.tcbee.process.Processor;
import io.tcbee.process.Progress;
import io.tcbee.process.SeriesExport;
import io.tcbee.process.Sources;
import io.tcbee.store.FlowStore;
import io.tcbee.store.FlowStoreProvider.Mode;
import io.tcbee.store.FlowStores;
import io.tcbee.trace.EventSource;
import io.tcbee.trace.TraceReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Hands what TCBee knows to other programs. */
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        description = {
            "Write packets or series in the form of other programs.",
            "--pcapng takes a trace or a capture, for a database has no headers. The others take a database, or a trace"
                    + " or capture, which is processed first."
        },
        footer = {
            "",
            "Example: tcbee export trace.tcbee --pcapng -c :443 -o web.pcapng",
            "         tcbee export flows.duckdb --csv -s rtt_us,snd_cwnd --id 1 -o rtt.csv"
        })
final class ExportCommand implements Runnable {
    private static final int INTERRUPTED = 130;

    @Parameters(paramLabel = "FILE", description = "A database, a trace or a capture.")
    private String input;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            required = true,
            description = "The new file; replaced if it exists.")
    private Path output;

    @ArgGroup(multiplicity = "1")
    private Format format;

    /** One of them. */
    private static final class Format {
        @Option(
                names = "--pcapng",
                description =
                        "Headers of packets, each with what TCBee knows of it as a comment; for Wireshark.")
        private boolean pcapng;

        @Option(names = "--csv", description = "One point a line, with its connection and series.")
        private boolean csv;

        @Option(names = "--parquet", description = "The same in columns, compressed.")
        private boolean parquet;

        @Option(names = "--json", description = "One series a line: an object with arrays.")
        private boolean json;

        /** Whether the points are written as CSV, at first or for good. */
        boolean text() {
            return csv || (parquet && !json);
        }
    }

    @Option(
            names = {"-c", "--connection"},
            paramLabel = "ENDS",
            converter = ConnectionConverter.class,
            description =
                    "Only connections with these ends: ADDRESS:PORT-ADDRESS:PORT, or one end, or :PORT. May be"
                            + " given several times.")
    private List<ConnectionFilter> connections = new ArrayList<>();

    @Option(
            names = "--id",
            paramLabel = "N",
            split = ",",
            description = "Only these connections of the database, as tcbee flows numbers them.")
    private List<Long> ids = new ArrayList<>();

    @Option(
            names = {"-s", "--series"},
            paramLabel = "NAME",
            split = ",",
            description = "Only these series; all without it.")
    private List<String> series = new ArrayList<>();

    @Option(
            names = "--from",
            paramLabel = "TIME",
            converter = MomentConverter.class,
            description = "From this time since the start on: 1.5s, 250ms, 2m.")
    private Long fromNs;

    @Option(
            names = "--to",
            paramLabel = "TIME",
            converter = MomentConverter.class,
            description = "Up to this time since the start.")
    private Long toNs;

    @Spec private CommandSpec spec;

    @Override
    public void run() {
        long from = fromNs == null ? Long.MIN_VALUE : fromNs;
        long to = toNs == null ? Long.MAX_VALUE : toNs;
        if (from >= to) {
            throw new ParameterException(spec.commandLine(), "--from must be before --to");
        }
        PrintWriter out = spec.commandLine().getOut();
        try (Ending _ = new Ending(INTERRUPTED);
                NewFile made = new NewFile(output, List.of(Path.of(input)))) {
            String what =
                    format.pcapng ? packets(made.partial(), from, to) : points(made, from, to);
            made.commit();
            out.println(what + " into " + output);
            out.flush();
        }
    }

    private String packets(Path to, long from, long until) {
        if (!ids.isEmpty() || !series.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--id and --series choose in a database, not with --pcapng");
        }
        Path file = Path.of(input);
        if (Files.isRegularFile(file) && !hasEvents(file)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--pcapng needs the trace or capture itself, which " + input + " is not");
        }
        PrintWriter err = spec.commandLine().getErr();
        try (EventSource source = Sources.open(file)) {
            PcapngExport export = new PcapngExport(source, connections, from, until);
            long packets = export.writeTo(to, progress());
            source.damages().forEach(damage -> err.println("tcbee: " + damage));
            return packets + " packets";
        }
    }

    private Progress progress() {
        return Output.isTerminal() ? new ProgressLine(spec.commandLine().getErr()) : Progress.NONE;
    }

    private static boolean hasEvents(Path file) {
        return TraceReader.isTrace(file) || CaptureReader.isCapture(file);
    }

    private String points(NewFile made, long from, long until) {
        SeriesExport.Choice choice = new SeriesExport.Choice(ids, connections, series, from, until);
        if (!hasEvents(Path.of(input))) {
            return points(input, made.partial(), choice);
        }
        try {
            Path folder = Files.createTempDirectory("tcbee-export");
            Path database = folder.resolve("flows.duckdb");
            try {
                process(database);
                return points(database.toString(), made.partial(), choice);
            } finally {
                Files.deleteIfExists(database);
                Files.delete(folder);
            }
        } catch (IOException e) {
            throw new TcbeeException("export " + input + ": " + e.getMessage(), e);
        }
    }

    private void process(Path database) {
        try (FlowStore store = FlowStores.open(database.toString(), Mode.APPEND)) {
            Processor.withAllMetrics()
                    .process(Path.of(input), store, progress())
                    .damages()
                    .forEach(damage -> spec.commandLine().getErr().println("tcbee: " + damage));
        }
    }

    private String points(String database, Path to, SeriesExport.Choice choice) {
        Path text = format.parquet ? to.resolveSibling(to.getFileName() + ".csv") : to;
        try (FlowStore store = FlowStores.open(database, Mode.READ)) {
            SeriesExport export = new SeriesExport(store, choice);
            long points;
            try (PrintWriter out = new PrintWriter(Files.newBufferedWriter(text))) {
                points = format.text() ? export.csv(out) : export.json(out);
                if (out.checkError()) {
                    throw new TcbeeException("write " + text + ": the file system refused");
                }
            }
            if (format.parquet) {
                ParquetFile.of(text, to);
            }
            return points + " points";
        } catch (IOException e) {
            throw new TcbeeException("export " + database + ": " + e.getMessage(), e);
        } finally {
            if (format.parquet) {
                delete(text);
            }
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new TcbeeException("remove " + file + ": " + e.getMessage(), e);
        }
    }
}
