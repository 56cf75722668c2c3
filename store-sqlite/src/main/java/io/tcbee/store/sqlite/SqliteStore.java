package io.tcbee.store.sqlite;

import io.tcbee.model.Series;
import io.tcbee.store.ConnectionFilter;
import io.tcbee.store.ConnectionRow;
import io.tcbee.store.FlowEditor;
import io.tcbee.store.FlowStore;
import io.tcbee.store.FlowStoreProvider.Mode;
import io.tcbee.store.FlowWriter;
import io.tcbee.store.Loss;
import io.tcbee.store.Note;
import io.tcbee.store.PointSink;
import io.tcbee.store.Points;
import io.tcbee.store.RowQuery;
import io.tcbee.store.RowSink;
import io.tcbee.store.Run;
import io.tcbee.store.SeriesInfo;
import io.tcbee.store.SeriesKey;
import io.tcbee.store.StoreException;
import io.tcbee.store.Table;
import io.tcbee.store.backend.Catalogue;
import io.tcbee.store.backend.ConnectionRows;
import io.tcbee.store.backend.SqlNotes;
import io.tcbee.store.backend.SqlReads;
import io.tcbee.store.backend.TableReads;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * One SQLite file.
 *
 * <p>A new one is made as {@code FILE.partial} and renamed when its first run is committed; until
 * then the store is empty. Later runs are one transaction each, and whoever reads meanwhile sees
 * the file as it was.
 */
final class SqliteStore implements FlowStore {
    private final Path file;
    private final Mode mode;
    private final SqliteSeries reader = new SqliteSeries();
    private final Database database;
    private volatile Catalogue catalogue;
    private volatile boolean absent;
    private SqliteWriter writer;
    private boolean closed;

    private SqliteStore(Path file, Mode mode, boolean absent) {
        this.file = file;
        this.mode = mode;
        this.absent = absent;
        this.database =
                new Database(file, mode == Mode.READ || (mode == Mode.EDIT && !canWrite(file)));
    }

    static SqliteStore open(String location, Mode mode) {
        Path file = Path.of(location);
        if (Files.isDirectory(file)) {
            throw new StoreException("open " + file + ": it is a directory");
        }
        boolean absent = !Files.exists(file);
        if (absent && mode.mustExist()) {
            throw new StoreException("open " + file + ": no such file");
        }
        if (absent && !Files.isDirectory(file.toAbsolutePath().getParent())) {
            throw new StoreException("create " + file + ": no such directory");
        }
        if (!absent && !Files.isReadable(file)) {
            throw new StoreException("open " + file + ": permission denied");
        }
        SqliteStore store = new SqliteStore(file, mode, absent);
        try {
            if (!absent) {
                Schema.check(store.database);
            }
            store.catalogue = store.use(Catalogue::load);
            return store;
        } catch (RuntimeException e) {
            store.close();
            throw e;
        }
    }

    private static boolean canWrite(Path file) {
        return Files.isWritable(file) && Files.isWritable(file.toAbsolutePath().getParent());
    }

    private <T> T use(Database.Work<T> work) {
        return absent ? useEmpty(work) : database.use("read", work);
    }

    private <T> T useEmpty(Database.Work<T> work) {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite::memory:")) {
            Schema.create(connection);
            return work.with(connection);
        } catch (SQLException e) {
            throw database.failure("read", e);
        }
    }

    @Override
    public List<Run> runs() {
        return use(SqlReads::runs);
    }

    @Override
    public List<ConnectionRow> connections() {
        List<ConnectionRow> rows = new ArrayList<>();
        connections(ConnectionFilter.ALL, rows::add);
        return rows;
    }

    @Override
    public void connections(ConnectionFilter filter, Consumer<ConnectionRow> each) {
        use(connection -> {
            ConnectionRows.each(connection, filter, each);
            return null;
        });
    }

    @Override
    public List<Series> catalogue() {
        return catalogue.series();
    }

    @Override
    public List<SeriesInfo> series(long of) {
        Map<Integer, Catalogue.Entry> numbers = catalogue.byNumber();
        return use(connection -> SqlReads.series(connection, numbers, of));
    }

    @Override
    public List<Loss> losses(long run) {
        return use(connection -> SqlReads.losses(connection, run));
    }

    @Override
    public List<Note> notes(long run) {
        return use(connection -> SqlNotes.read(connection, run));
    }

    @Override
    public Points read(SeriesKey key, long fromNs, long toNs, int columns) {
        Catalogue.Entry entry = catalogue.get(key.name());
        return entry == null || !entry.isSeries()
                ? new Points(new long[0], new double[0], 0)
                : use(connection -> reader.read(connection, entry, key, fromNs, toNs, columns));
    }

    @Override
    public void points(SeriesKey key, long fromNs, long toNs, PointSink sink) {
        Catalogue.Entry entry = catalogue.get(key.name());
        if (entry != null && entry.isSeries()) {
            use(connection -> {
                SqliteSeries.points(connection, entry, key, fromNs, toNs, sink);
                return null;
            });
        }
    }

    @Override
    public List<Table> tables() {
        Catalogue now = catalogue;
        return use(connection -> Tables.of(connection, now));
    }

    @Override
    public void rows(RowQuery query, RowSink sink) {
        Table table = table(query.table());
        if (table != null) {
            use(connection -> {
                TableReads.rows(connection, table, query, sink);
                return null;
            });
        }
    }

    @Override
    public long count(RowQuery query) {
        return table(query.table()) == null
                ? 0
                : use(connection -> TableReads.count(connection, query));
    }

    private Table table(String name) {
        return tables().stream().filter(table -> table.name().equals(name)).findAny().orElse(null);
    }

    @Override
    public void cancel(Thread reader) {
        database.cancel(reader);
    }

    @Override
    public synchronized FlowEditor edit() {
        requireChangeable();
        return new SqliteEditor(file.toString(), this::change);
    }

    private synchronized void change(SeriesKey key, Database.Work<Void> change) {
        requireChangeable();
        if (absent) {
            throw new StoreException("change " + file + ": it has no run yet");
        }
        database.use(
                "change",
                connection -> {
                    connection.setAutoCommit(false);
                    try {
                        change.with(connection);
                        Views.defineFlows(connection);
                        connection.commit();
                        return null;
                    } finally {
                        connection.rollback();
                        connection.setAutoCommit(true);
                    }
                });
        catalogue = use(Catalogue::load);
        if (key != null) {
            reader.forget(key);
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
        writer =
                new SqliteWriter(
                        absent ? NewFile.make(file) : null,
                        database,
                        run,
                        mode == Mode.REPLACE,
                        this::committed,
                        () -> writer = null);
        return writer;
    }

    private synchronized void committed() {
        absent = false;
        catalogue = use(Catalogue::load);
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
        database.close();
    }
}
