package io.tcbee.process;

import io.tcbee.model.EventHeader;
import io.tcbee.store.FlowWriter;
import io.tcbee.tcp.SequenceSpace;
import java.lang.foreign.MemorySegment;

/** A table whose rows are the kernel's events. */
final class EventTable {
    private final EventTables.Definition definition;
    private final int few;
    private final TableWriter<EventWindow> windows;

    /**
     * @param source where events stay, once they were read there
     */
    EventTable(EventTables.Definition definition, MemorySegment source, FlowWriter writer) {
        this.definition = definition;
        few = definition.few() == null ? -1 : definition.few().id();
        windows =
                new TableWriter<>(
                        writer, EventWindow.class, () -> new EventWindow(definition, source));
    }

    EventTables.Definition definition() {
        return definition;
    }

    /**
     * Adds the event at {@code at} of a connection whose two spaces are as they are now.
     *
     * @return whether it is time to {@link #flush}
     */
    boolean add(
            int connection,
            int side,
            long timeNs,
            MemorySegment event,
            long at,
            SequenceSpace own,
            SequenceSpace peer) {
        EventWindow window = windows.window();
        boolean ofFew = few >= 0 && EventHeader.TYPE.get(event, at) == few;
        window.add(connection, side, timeNs, event, at, ofFew, own, peer);
        return window.isFull();
    }

    /**
     * @param ids the store's id of each connection
     */
    void flush(long[] ids) {
        windows.flush(ids);
    }

    long written() {
        return windows.written();
    }
}
