package io.tcbee.cli;

import io.tcbee.lab.Action;
import io.tcbee.lab.Direction;
import io.tcbee.lab.Ip;
import io.tcbee.lab.Lab;
import io.tcbee.lab.LabNamespace;
import io.tcbee.lab.PathOptions;
import io.tcbee.lab.Transfer;
import io.tcbee.model.TcbeeException;
import io.tcbee.process.Processor;
import io.tcbee.store.FlowStoreProvider.Mode;
import io.tcbee.web.WebOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** From nothing to a picture: a scripted path, real TCP over it, recorded, processed, shown. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = {
            "Record a CUBIC and a BBR connection over a scripted path between two network namespaces, process the"
                    + " trace, print the connections, and serve the page. Touches no interface of this machine.",
        },
        footer = {"", "Example: tcbee demo --no-view"})
final class DemoCommand implements Runnable {
    private static final String DEFAULT_OUTPUT = "demo.duckdb";
    private static final double RATE_MBIT = 20;
    private static final long ONE_WAY_MS = 10;
    private static final long QUEUE_BYTES = 75_000;
    private static final long TRANSFER_BYTES = 12_000_000;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "DB",
            description =
                    "The database to write; without it "
                            + DEFAULT_OUTPUT
                            + ", replaced if it exists.")
    private Path output;

    @Option(names = "--no-view", description = "End after the table.")
    private boolean noView;

    @Mixin private PageOptions page;

    @Spec private CommandSpec spec;

    @Override
    public void run() {
        int port = page.port();
        if (output != null && Files.exists(output)) {
            throw new ParameterException(
                    spec.commandLine(), output + " exists; name another, or remove it");
        }
        Path database = output != null ? output : Path.of(DEFAULT_OUTPUT);
        Path trace = Path.of(database.toString().replaceFirst("\\.duckdb$", "") + ".tcbee");
        PrintWriter out = spec.commandLine().getOut();
        try {
            Files.deleteIfExists(database);
        } catch (IOException e) {
            throw new TcbeeException("replace " + database + ": " + e.getMessage(), e);
        }
        record(trace, out);
        PrintWriter err = spec.commandLine().getErr();
        int _ =
                ProcessCommand.process(
                        out,
                        err,
                        Processor.withAllMetrics(),
                        List.of(trace),
                        database.toString(),
                        Mode.APPEND);
        out.println();
        FlowsCommand.print(spec, database.toString(), true);
        if (!noView) {
            out.println();
            try (Opened opened = Opened.open(spec, List.of(database.toString()), Mode.EDIT)) {
                ViewCommand.serve(spec, opened, WebOptions.onLoopback(port));
            }
        }
    }

    private static void record(Path trace, PrintWriter out) {
        PathOptions there =
                PathOptions.builder()
                        .rateMbit(RATE_MBIT)
                        .delayMs(ONE_WAY_MS)
                        .queueBytes(QUEUE_BYTES)
                        .build();
        out.printf(
                "path: %.0f Mbit/s, %d ms each way, queue of %d kB, between two namespaces%n",
                RATE_MBIT, ONE_WAY_MS, QUEUE_BYTES / 1000);
        out.flush();
        try (Lab lab = Lab.open(there, PathOptions.delay(Duration.ofMillis(ONE_WAY_MS)))) {
            Process recorder = startRecorder(lab.client(), trace, out);
            try {
                out.println(
                        "transfers: 12 MB by CUBIC over IPv4, 12 MB by BBR over IPv6, three seconds later");
                out.flush();
                CompletableFuture.allOf(
                                lab.start(Transfer.of(TRANSFER_BYTES).congestionControl("cubic")),
                                lab.start(
                                        Transfer.of(TRANSFER_BYTES)
                                                .congestionControl("bbr")
                                                .ip(Ip.V6)
                                                .startAfter(Duration.ofSeconds(3))))
                        .join();
            } finally {
                stop(recorder, out);
            }
            out.printf(
                    "the path carried %d packets and dropped %d at its queue%n",
                    lab.log().count(Direction.A_TO_B),
                    lab.log().count(Direction.A_TO_B, Action.DROP_QUEUE));
        }
    }

    /** Runs {@code tcbee record} inside the namespace, as a user would. Returns once it records. */
    private static Process startRecorder(LabNamespace namespace, Path trace, PrintWriter out) {
        List<String> command = new ArrayList<>(Myself.command());
        command.addAll(List.of("record", LabNamespace.DEVICE, "-o", trace.toString(), "-q"));
        try {
            Process recorder =
                    namespace
                            .processBuilder(command.toArray(String[]::new))
                            .redirectErrorStream(true)
                            .start();
            BufferedReader lines = recorder.inputReader(StandardCharsets.UTF_8);
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                out.println(line);
                if (line.startsWith(RecordCommand.READY)) {
                    out.flush();
                    return recorder;
                }
            }
            throw new TcbeeException("record: it ended before it began, for the reason above");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void stop(Process recorder, PrintWriter out) {
        // SIGTERM: it drains, writes its footer, and ends. (Process.destroy would close its
        // output.)
        recorder.toHandle().destroy();
        try {
            recorder.inputReader(StandardCharsets.UTF_8).lines().forEach(out::println);
            if (!recorder.waitFor(30, TimeUnit.SECONDS)) {
                recorder.destroyForcibly();
                throw new TcbeeException("record: it did not end within 30 s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
