package io.tcbee.store.duckdb;

import io.tcbee.store.FlowEditor;
import io.tcbee.store.FlowStoreProvider.Mode;
import io.tcbee.store.FlowWriter;
import io.tcbee.store.Run;
import io.tcbee.store.SeriesKey;
import io.tcbee.store.StoreException;
import io.tcbee.store.backend.Catalogue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A folder of Parquet files, read through a DuckDB in memory. */
final class ParquetStore extends Reads {
    private final ParquetFolder folder;
    private final Mode mode;
    private ParquetRun run;
    private boolean closed;

    private ParquetStore(ParquetFolder folder, Mode mode) {
        this.folder = folder;
        this.mode = mode;
        load();
    }

    static ParquetStore open(Path path, Mode mode) {
        if (Files.exists(path) && !Files.isDirectory(path)) {
            throw new StoreException("open " + path + "/: it is a file");
        }
        boolean made = Files.isRegularFile(ParquetFolder.version(path));
        if (!made && (mode.mustExist() || !isEmpty(path))) {
            throw new StoreException(
                    "open "
                            + path
                            + "/: "
                            + (Files.exists(path)
                                    ? "it is a folder, but no flow database of TCBee"
                                    : "no such folder"));
        }
        if (made) {
            checkVersion(path);
        } else if (!Files.isDirectory(path.toAbsolutePath().getParent())) {
            throw new StoreException("create " + path + "/: no such directory");
        }
        ParquetFolder folder = new ParquetFolder(path);
        if (mode.mustExist() && folder.runs().isEmpty()) {
            throw new StoreException("open " + path + "/: it has no run");
        }
        return new ParquetStore(folder, mode);
    }

    private static boolean isEmpty(Path path) {
        String[] names = path.toFile().list();
        return names == null || List.of("_partial").containsAll(List.of(names));
    }

    private static void checkVersion(Path path) {
        try {
            int version = Integer.parseInt(Files.readString(ParquetFolder.version(path)).strip());
            if (version > Schema.VERSION) {
                throw new StoreException(
                        "open %s/: its tables are of version %d, this program knows them up to %d; use a newer TCBee"
                                .formatted(path, version, Schema.VERSION));
            }
        } catch (IOException | NumberFormatException e) {
            throw new StoreException("open " + path + "/: its version cannot be read: " + e, e);
        }
    }

    private void load() {
        Database fresh = Database.memory(folder.path());
        try {
            fresh.use(
                    "open",
                    connection -> {
                        ParquetTables.load(connection, folder);
                        return null;
                    });
            catalogue = fresh.use("open", Catalogue::load);
        } catch (RuntimeException e) {
            fresh.close();
            throw e;
        }
        if (database != null) {
            database.close();
        }
        database = fresh;
    }

    @Override
    public synchronized FlowEditor edit() {
        requireChangeable();
        return new ParquetEditor(folder, this::change);
    }

    private synchronized void change(SeriesKey key, Database.Work<Void> change) {
        requireChangeable();
        if (folder.runs().isEmpty()) {
            throw new StoreException("change " + folder.path() + "/: it has no run yet");
        }
        swap.writeLock().lock();
        try {
            try {
                database.use("change", change);
            } finally {
                // Whatever became of it: what is in memory is what is in the files.
                load();
            }
            database.use(
                    "change",
                    connection -> {
                        ParquetTables.writeViews(connection, folder);
                        return null;
                    });
            if (key != null) {
                reader.forget(key);
            }
        } finally {
            swap.writeLock().unlock();
        }
    }

    private void requireChangeable() {
        if (mode == Mode.READ) {
            throw new UnsupportedOperationException("opened to be read: folder=" + folder.path());
        }
        if (run != null) {
            throw new IllegalStateException("one writer at a time: folder=" + folder.path());
        }
    }

    @Override
    public synchronized FlowWriter writer(Run first) {
        if (mode == Mode.EDIT) {
            throw new UnsupportedOperationException("opened to be read: folder=" + folder.path());
        }
        requireChangeable();
        long replaced = 0;
        for (Run there : runs()) {
            if (there.trace().equals(first.trace())) {
                if (mode != Mode.REPLACE) {
                    throw new StoreException(
                            "write %s/: trace %s is in it already, from %s"
                                    .formatted(folder.path(), there.trace(), there.source()));
                }
                replaced = there.id();
            }
        }
        run = new ParquetRun(folder, replaced);
        try {
            use(connection -> {
                run.seed(connection);
                return null;
            });
            return run.writer(first, this::published, this::runClosed);
        } catch (RuntimeException e) {
            runClosed();
            throw e;
        }
    }

    private synchronized void runClosed() {
        if (run != null) {
            run.close();
            run = null;
        }
    }

    private synchronized void published() {
        swap.writeLock().lock();
        try {
            load();
            database.use(
                    "write",
                    connection -> {
                        ParquetTables.writeViews(connection, folder);
                        return null;
                    });
        } finally {
            swap.writeLock().unlock();
        }
    }

    /** Takes back a run that was not committed. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        runClosed();
        swap.writeLock().lock();
        try {
            database.close();
        } finally {
            swap.writeLock().unlock();
        }
    }
}
