package io.tcbee.store.duckdb;

import io.tcbee.store.StoreException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Where the files of a folder are.
 *
 * <pre>
 *   TABLE/run=1/host=NAME/part-0.parquet   every table, one partition a run
 *   runs/run=1/host=NAME/part-0.parquet    moved here last: a run that is not here is not there
 *   views.sql                              the views, for DuckDB's shell
 *   _tcbee_version                         the version of the tables
 *   _partial/                              what is being written; readers of Parquet skip names with _
 * </pre>
 */
final class ParquetFolder {
    static final String PART = "part-0.parquet";

    private final Path folder;

    ParquetFolder(Path folder) {
        this.folder = folder;
    }

    Path path() {
        return folder;
    }

    static Path version(Path folder) {
        return folder.resolve("_tcbee_version");
    }

    Path partial() {
        return folder.resolve("_partial");
    }

    /** The partition of a run, below {@code root}. */
    static Path partition(Path root, String table, long run, String host) {
        return root.resolve(table).resolve("run=" + run).resolve("host=" + encoded(host));
    }

    /** As Hive writes a value into a path. */
    private static String encoded(String host) {
        return host.isEmpty()
                ? "__HIVE_DEFAULT_PARTITION__"
                : URLEncoder.encode(host, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** The runs that are complete. */
    List<Long> runs() {
        List<Long> runs = new ArrayList<>(partitions("runs").keySet());
        runs.sort(Comparator.naturalOrder());
        return runs;
    }

    private Map<Long, Path> partitions(String table) {
        Map<Long, Path> partitions = new TreeMap<>();
        for (Path path : list(folder.resolve(table))) {
            String name = path.getFileName().toString();
            if (name.matches("run=\\d{1,18}")) {
                partitions.put(Long.parseLong(name.substring(4)), path);
            }
        }
        return partitions;
    }

    /** The tables that have a file, in order of name. */
    List<String> tables() {
        List<String> tables = new ArrayList<>();
        for (Path path : list(folder)) {
            String name = path.getFileName().toString();
            if (!name.startsWith("_") && !partitions(name).isEmpty()) {
                tables.add(name);
            }
        }
        tables.sort(Comparator.naturalOrder());
        return tables;
    }

    /** The files of a table in these runs. */
    List<Path> files(String table, List<Long> runs) {
        List<Path> files = new ArrayList<>();
        partitions(table)
                .forEach((run, partition) -> {
                    if (runs.contains(run)) {
                        for (Path host : list(partition)) {
                            for (Path file : list(host)) {
                                if (file.toString().endsWith(".parquet")) {
                                    files.add(file);
                                }
                            }
                        }
                    }
                });
        return files;
    }

    private static List<Path> list(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> paths = Files.list(folder)) {
            return paths.sorted().toList();
        } catch (IOException e) {
            throw new StoreException("read " + folder + ": " + e, e);
        }
    }

    /** Moves the tables below {@code written} to their place, that of the runs last. */
    void publish(Path written, long run) {
        try {
            for (Path table : list(written)) {
                if (!table.endsWith("runs")) {
                    move(table, run);
                }
            }
            move(written.resolve("runs"), run);
        } catch (IOException e) {
            throw new StoreException("write " + folder + ": " + e, e);
        }
    }

    private void move(Path table, long run) throws IOException {
        Path target = folder.resolve(table.getFileName());
        Files.createDirectories(target);
        Path partition = target.resolve("run=" + run);
        delete(partition);
        Files.move(table.resolve("run=" + run), partition, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Deletes a run, beginning with what makes it be there. */
    void remove(long run) {
        delete(folder.resolve("runs").resolve("run=" + run));
        for (String table : tables()) {
            delete(folder.resolve(table).resolve("run=" + run));
        }
    }

    /** Deletes what a stopped writer left behind. */
    void clean() {
        List<Long> runs = runs();
        for (String table : tables()) {
            partitions(table)
                    .forEach((run, path) -> {
                        if (!runs.contains(run)) {
                            delete(path);
                        }
                    });
        }
        delete(partial());
    }

    /** Deletes a file or a folder with all that is in it, if it is there. */
    static void delete(Path path) {
        if (!Files.exists(path)) {
            return;
        }
        try (Stream<Path> all = Files.walk(path)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        } catch (IOException | UncheckedIOException e) {
            throw new StoreException("delete " + path + ": " + e, e);
        }
    }
}
