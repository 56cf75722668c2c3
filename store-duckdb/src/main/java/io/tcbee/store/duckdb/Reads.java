package io.tcbee.store.duckdb;

import io.tcbee.model.Series;
import io.tcbee.store.ConnectionFilter;
import io.tcbee.store.ConnectionRow;
import io.tcbee.store.FlowStore;
import io.tcbee.store.Loss;
import io.tcbee.store.Note;
import io.tcbee.store.PointSink;
import io.tcbee.store.Points;
import io.tcbee.store.RowQuery;
import io.tcbee.store.RowSink;
import io.tcbee.store.Run;
import io.tcbee.store.SeriesInfo;
import io.tcbee.store.SeriesKey;
import io.tcbee.store.Table;
import io.tcbee.store.backend.Catalogue;
import io.tcbee.store.backend.ConnectionRows;
import io.tcbee.store.backend.SqlNotes;
import io.tcbee.store.backend.SqlReads;
import io.tcbee.store.backend.TableReads;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;

/** All that is read of a store whose tables a DuckDB shows, whatever they are kept in. */
abstract class Reads implements FlowStore {
    /** Held to read while the two below are used, and to write while they are exchanged. */
    final ReadWriteLock swap = new ReentrantReadWriteLock();

    final SeriesReader reader = new SeriesReader();
    volatile Database database;
    Catalogue catalogue;

    final <T> T use(Database.Work<T> work) {
        swap.readLock().lock();
        try {
            return database.use("read", work);
        } finally {
            swap.readLock().unlock();
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
        return catalogueNow().series();
    }

    private Catalogue catalogueNow() {
        swap.readLock().lock();
        try {
            return catalogue;
        } finally {
            swap.readLock().unlock();
        }
    }

    @Override
    public List<SeriesInfo> series(long connection) {
        Map<Integer, Catalogue.Entry> numbers = catalogueNow().byNumber();
        return use(database -> SqlReads.series(database, numbers, connection));
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
        Catalogue.Entry entry = catalogueNow().get(key.name());
        return entry == null || !entry.isSeries()
                ? new Points(new long[0], new double[0], 0)
                : use(connection -> reader.read(connection, entry, key, fromNs, toNs, columns));
    }

    @Override
    public void points(SeriesKey key, long fromNs, long toNs, PointSink sink) {
        Catalogue.Entry entry = catalogueNow().get(key.name());
        if (entry != null && entry.isSeries()) {
            use(connection -> {
                SeriesReader.points(connection, entry, key, fromNs, toNs, sink);
                return null;
            });
        }
    }

    @Override
    public List<Table> tables() {
        Catalogue now = catalogueNow();
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
        // Without the lock: who waits to write holds up new readers, and waits for this one's end.
        database.cancel(reader);
    }
}
