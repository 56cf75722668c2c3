package io.tcbee.web;

import io.tcbee.model.Series;
import io.tcbee.model.Side;
import io.tcbee.store.Attribute;
import io.tcbee.store.FlowEditor;
import io.tcbee.store.Note;
import io.tcbee.store.SeriesKey;
import java.util.List;

/** Changes the notes of a {@link MemoryStore}, and nothing else. */
record MemoryNotes(List<Note> notes) implements FlowEditor {
    @Override
    public long add(Note note) {
        long id = notes.size() + 1L;
        notes.add(new Note(id, note.connection(), note.fromNs(), note.toNs(), note.text()));
        return id;
    }

    @Override
    public void removeNote(long id) {
        notes.removeIf(note -> note.id() == id);
    }

    @Override
    public void define(Series series) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void set(long connection, Attribute attribute) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void removeAttribute(long connection, Side side, String name) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void write(SeriesKey key, long[] timesNs, double[] values) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void removeSeries(SeriesKey key) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
}
