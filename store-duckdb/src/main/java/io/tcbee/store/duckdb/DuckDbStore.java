package io.tcbee.store.duckdb;

import io.tcbee.model.Side;
import io.tcbee.store.FlowEditor;
import io.tcbee.store.FlowStoreProvider.Mode;
import io.tcbee.store.FlowWriter;
import io.tcbee.store.PointSink;
import io.tcbee.store.Run;
import io.tcbee.store.SeriesInfo;
import io.tcbee.store.SeriesKey;
import io.tcbee.store.SqlAnswer;
import io.tcbee.store.SqlRefusedException;
import io.tcbee.store.StoreException;
import io.tcbee.store.backend.Catalogue;
import io.tcbee.store.backend.Owner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One DuckDB file.
 *
 * <p>A new one is made as {@code FILE.partial} and renamed when its first run is committed. DuckDB
 * writes its log beside the name under which it opened the file, so the file is closed, renamed and
 * opened again; readers wait meanwhile.
 */
final class DuckDbStore extends Reads {
    private static final String PLACES = "SELECT name, place FROM catalogue";

    private final Path file;
    private final Mode mode;
    private final Sandbox sandbox;
    private boolean partial;
    private DuckDbWriter writer;
    private boolean closed;

    private DuckDbStore(Path file, Mode mode, Database database, boolean partial) {
        this.file = file;
        this.mode = mode;
        this.database = database;
        this.partial = partial;
        this.sandbox = new Sandbox(file);
        this.catalogue = database.use("open", Catalogue::load);
    }

    static DuckDbStore open(String location, Mode mode) {
        Path file = Path.of(location);
        if (Files.isDirectory(file)) {
            throw new StoreException("open " + file + ": it is a directory");
        }
        if (!Files.exists(file)) {
            if (mode.mustExist()) {
                throw new StoreException("open " + file + ": no such file");
            }
            return create(file, mode);
        }
        if (!Files.isReadable(file)) {
            throw new StoreException("open " + file + ": permission denied");
        }
        Database database = Database.open(file, mode.mustExist());
        try {
            Schema.check(database);
            if (!mode.mustExist()) {
                database.use("open", Schema::addViews);
            }
            return new DuckDbStore(file, mode, database, false);
        } catch (RuntimeException e) {
            database.close();
            throw e;
        }
    }

    private static DuckDbStore create(Path file, Mode mode) {
        Path directory = file.toAbsolutePath().getParent();
        if (!Files.isDirectory(directory)) {
            throw new StoreException("create " + file + ": no such directory");
        }
        Path temporary = partial(file);
        if (Files.exists(temporary)) {
            // Left behind by a process that was stopped, or in use by one that runs: opening tells.
            discard(temporary);
        }
        Database database = Database.open(temporary, false);
        try {
            Owner.give(temporary, System.getenv());
            database.use(
                    "create",
                    connection -> {
                        connection.setAutoCommit(false);
                        Schema.create(connection);
                        connection.commit();
                        connection.setAutoCommit(true);
                        return null;
                    });
            return new DuckDbStore(file, mode, database, true);
        } catch (IOException e) {
            database.close();
            Database.delete(temporary);
            throw new StoreException("create " + temporary + ": " + e.getMessage(), e);
        } catch (RuntimeException e) {
            database.close();
            Database.delete(temporary);
            throw e;
        }
    }

    private static void discard(Path temporary) {
        try {
            Database.open(temporary, false).close();
        } catch (StoreException e) {
            if (e.getMessage().contains("another process")) {
                throw e;
            }
        }
        Database.delete(temporary);
    }

    private static Path partial(Path file) {
        return Path.of(file + ".partial");
    }

    @Override
    public SqlAnswer select(String sql, int rows) {
        if (!mode.mustExist()) {
            throw new UnsupportedOperationException(
                    "run SQL: the database is open to be written: file=" + file);
        }
        swap.readLock().lock();
        try {
            return sandbox.select(sql, rows);
        } finally {
            swap.readLock().unlock();
        }
    }

    @Override
    public void evaluate(long connection, Side side, String expression, PointSink sink) {
        Set<String> there =
                series(connection).stream()
                        .map(SeriesInfo::key)
                        .filter(key -> key.side() == side)
                        .map(SeriesKey::name)
                        .collect(Collectors.toSet());
        Map<String, String> places = new HashMap<>();
        for (List<Object> row : select(PLACES, Integer.MAX_VALUE - 1).rows()) {
            if (there.contains((String) row.getFirst())) {
                places.put((String) row.getFirst(), (String) row.getLast());
            }
        }
        Formula formula = new Formula(connection, side, expression, places);
        if (formula.isConstant()) {
            throw new SqlRefusedException(
                    "evaluate %s: it names no series that connection %d has on its %s side"
                            .formatted(
                                    expression.strip(),
                                    connection,
                                    side.name().toLowerCase(Locale.ROOT)));
        }
        swap.readLock().lock();
        try {
            sandbox.points(formula.select(), sink);
        } finally {
            swap.readLock().unlock();
        }
    }

    @Override
    public void cancel(Thread reader) {
        super.cancel(reader);
        sandbox.cancel(reader);
    }

    @Override
    public synchronized FlowEditor edit() {
        requireChangeable();
        return new DuckDbEditor(file.toString(), this::change);
    }

    private synchronized void change(SeriesKey key, Database.Work<Void> change) {
        requireChangeable();
        swap.writeLock().lock();
        try {
            if (mode == Mode.EDIT) {
                reopen(false);
            }
            try {
                change(change);
            } finally {
                if (mode == Mode.EDIT) {
                    reopen(true);
                }
            }
            catalogue = database.use("read", Catalogue::load);
            if (key != null) {
                reader.forget(key);
            }
        } finally {
            swap.writeLock().unlock();
        }
    }

    private void change(Database.Work<Void> change) {
        database.use(
                "change",
                connection -> {
                    connection.setAutoCommit(false);
                    try {
                        change.with(connection);
                        Schema.defineFlows(connection);
                        connection.commit();
                        return null;
                    } finally {
                        connection.rollback();
                        connection.setAutoCommit(true);
                    }
                });
    }

    /** Opens the file in the other way; after a failure it is open to be read, as before. */
    private void reopen(boolean readOnly) {
        database.close();
        try {
            database = Database.open(file, readOnly);
        } catch (StoreException e) {
            if (!readOnly) {
                database = Database.open(file, true);
            }
            throw new StoreException("change " + file + ": " + e.getMessage(), e);
        }
    }

    private void requireChangeable() {
        if (mode == Mode.READ) {
            throw new UnsupportedOperationException("opened to be read: file=" + file);
        }
        if (writer != null) {
            throw new IllegalStateException("one writer at a time: file=" + file);
        }
    }

    @Override
    public synchronized FlowWriter writer(Run run) {
        if (mode == Mode.EDIT) {
            throw new UnsupportedOperationException("opened to be read: file=" + file);
        }
        requireChangeable();
        boolean replace = mode == Mode.REPLACE;
        writer = new DuckDbWriter(database, run, replace, this::committed, this::writerClosed);
        return writer;
    }

    private synchronized void writerClosed() {
        writer = null;
    }

    private synchronized void committed() {
        swap.writeLock().lock();
        try {
            if (partial) {
                publish();
            }
            catalogue = database.use("read", Catalogue::load);
        } finally {
            swap.writeLock().unlock();
        }
    }

    private void publish() {
        Path temporary = partial(file);
        database.close();
        try {
            if (Files.exists(file)) {
                throw new StoreException(
                        "write " + file + ": it appeared while " + temporary + " was written");
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new StoreException("rename " + temporary + " to " + file + ": " + e, e);
        }
        partial = false;
        database = Database.open(file, false);
    }

    /** Takes back a run that was not committed. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (writer != null) {
            writer.close();
        }
        swap.writeLock().lock();
        try {
            database.close();
            if (partial) {
                Database.delete(partial(file));
            }
        } finally {
            swap.writeLock().unlock();
        }
    }
}
