package io.tcbee.web.internal;

import io.tcbee.store.FlowEditor;
import io.tcbee.store.FlowStore;
import io.tcbee.store.Note;
import io.tcbee.store.StoreException;
import java.util.Set;

/**
 * {@code GET /annotations?run=}: the notes on its connections; {@code POST
 * /annotations?connection=&from=&to=} keeps the text of the body; {@code DELETE /annotations?id=}.
 */
public final class NotesReply implements Router.Answer {
    public static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "DELETE");

    private final FlowStore store;
    private Runnable changed = () -> {};

    public NotesReply(FlowStore store) {
        this.store = store;
    }

    /** Is told of every change. */
    public NotesReply tell(Runnable listener) {
        changed = listener;
        return this;
    }

    @Override
    public Content to(Request request) {
        return switch (request.method()) {
            case "POST" -> keep(request);
            case "DELETE" -> remove(request);
            default -> list(request);
        };
    }

    private Content list(Request request) {
        Json json = new Json().open('[');
        for (Note note : store.notes(request.query().number("run"))) {
            json.open('{').name("id").value(note.id());
            json.name("connection").value(note.connection());
            json.name("fromNs").value(note.fromNs()).name("toNs").value(note.toNs());
            json.name("text").value(note.text()).close('}');
        }
        return Content.json(json.close(']'));
    }

    private synchronized Content keep(Request request) {
        Query query = request.query();
        long from = query.number("from");
        long to = query.number("to");
        if (request.body().isBlank() || to < from) {
            throw Refusal.badRequest("keep a note: it has a text, and ends after it begins");
        }
        long id;
        try (FlowEditor editor = store.edit()) {
            id =
                    editor.add(
                            new Note(
                                    0,
                                    query.number("connection"),
                                    from,
                                    to,
                                    request.body().strip()));
        } catch (StoreException e) {
            throw Refusal.notFound(e.getMessage());
        }
        changed.run();
        return Content.json(new Json().open('{').name("id").value(id).close('}'));
    }

    private synchronized Content remove(Request request) {
        try (FlowEditor editor = store.edit()) {
            editor.removeNote(request.query().number("id"));
        }
        changed.run();
        return Content.json(new Json().open('{').close('}'));
    }
}
