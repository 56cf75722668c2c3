package io.tcbee.cli;

import io.tcbee.model.Side;
import io.tcbee.process.Processor;
import io.tcbee.process.Sources;
import io.tcbee.store.ConnectionRow;
import io.tcbee.store.FlowStore;
import io.tcbee.store.FlowStoreProvider.Mode;
import io.tcbee.store.FlowStores;
import io.tcbee.store.StoreException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/**
 * What a command reads: a database as {@code tcbee process} writes it, or traces and captures, of
 * which one is made in the folder for temporary files and removed at the end.
 */
final class Opened implements AutoCloseable {
    /** For the parameter of a command that reads so. */
    static final String FILES =
            "A database, as written by tcbee process; or traces and captures, which are processed first.";

    /** 128 + SIGINT, as shells tell it. */
    private static final int INTERRUPTED = 130;

    private final FlowStore store;
    private final Path folder;
    private final List<Path> files;

    private Opened(FlowStore store, Path folder, List<Path> files) {
        this.store = store;
        this.folder = folder;
        this.files = files;
    }

    /**
     * Opens one database, or all of several traces and captures; tells on the terminal's error
     * stream what became of those.
     *
     * @throws ParameterException if it is neither
     */
    static Opened open(CommandSpec spec, List<String> files, Mode mode) {
        if (files.stream().allMatch(Opened::isSource)) {
            return made(spec, files.stream().map(Path::of).toList(), mode);
        }
        if (files.size() > 1) {
            throw new ParameterException(
                    spec.commandLine(), "give one database, or traces and captures only");
        }
        String file = files.getFirst();
        if (!file.contains("://") && !Files.exists(Path.of(file))) {
            throw new StoreException("open " + file + ": there is no such file");
        }
        FlowStore store = FlowStores.open(file, mode);
        return new Opened(store, null, List.of(Path.of(file)));
    }

    /** Whether it is a trace or a capture. */
    static boolean isSource(String file) {
        return !file.contains("://") && Sources.isSource(Path.of(file));
    }

    @SuppressWarnings("MustBeClosedChecker") // the result owns the store
    private static Opened made(CommandSpec spec, List<Path> files, Mode mode) {
        Path folder = temporary();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(folder), "temporary"));
        String database = folder.resolve("flows.duckdb").toString();
        PrintWriter err = spec.commandLine().getErr();
        try (Ending _ = new Ending(INTERRUPTED)) {
            try {
                ProcessCommand.process(
                        err, err, Processor.withAllMetrics(), files, database, Mode.APPEND);
                err.flush();
                return new Opened(FlowStores.open(database, mode), folder, files);
            } catch (RuntimeException e) {
                remove(folder);
                throw e;
            }
        }
    }

    /** Below TMPDIR, if that is set. */
    private static Path temporary() {
        String place = System.getenv("TMPDIR");
        try {
            return place == null || place.isBlank()
                    ? Files.createTempDirectory("tcbee-")
                    : Files.createTempDirectory(Path.of(place), "tcbee-");
        } catch (IOException e) {
            throw new StoreException("make a temporary database: " + e.getMessage(), e);
        }
    }

    private static void remove(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        } catch (IOException | UncheckedIOException _) {
            // another of our threads was faster
        }
    }

    FlowStore store() {
        return store;
    }

    /** Whether the database is gone at the end. */
    boolean isTemporary() {
        return folder != null;
    }

    /** As the user gave them. */
    List<Path> files() {
        return files;
    }

    /** The connections of most bytes, at most so many, in order of their ids. */
    List<Long> greatest(int most) {
        return store.connections().stream()
                .sorted(Comparator.comparingDouble(Opened::bytes).reversed())
                .limit(most)
                .map(ConnectionRow::id)
                .sorted()
                .toList();
    }

    private static double bytes(ConnectionRow row) {
        double sum = 0;
        for (Side side : Side.values()) {
            double bytes = row.attribute(side, "bytes");
            sum += Double.isNaN(bytes) ? 0 : bytes;
        }
        return sum;
    }

    @Override
    public void close() {
        store.close();
        if (folder != null) {
            remove(folder);
        }
    }
}
