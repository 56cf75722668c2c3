package io.tcbee.trace;

import io.tcbee.model.Field;
import java.util.List;

/**
 * Where events come from: a trace, several that belong together, or a packet capture.
 *
 * <p>What a source learns while it is walked ({@link #complete}, {@link #damages}, {@link
 * #leftOut}, {@link #eventCount}) is final when the walk is over. {@link #close} ends the life of
 * all cursors and their segments.
 */
public interface EventSource extends AutoCloseable {

    TraceInfo info();

    /**
     * {@code field} of {@code eventType} with the offset that this source uses, or null if it has
     * none of that name. It is {@code field} itself where the source agrees with this version.
     */
    Field resolve(int eventType, Field field);

    /** A walk over all events. A capture can be walked once. */
    EventCursor events();

    /** Events that a walk comes to; an estimate until the walk is over. */
    long eventCount();

    List<LossReport> losses();

    /** Whose events were lost, as far as the recorder could tell. */
    List<ConnectionLoss> connectionLosses();

    /** The recorder's final counters; empty if they are not known. */
    List<HookCounts> counts();

    /** Whether the end is there; false if the source was cut off. */
    boolean complete();

    /** What could not be read, one sentence each; empty if nothing. */
    List<String> damages();

    /** Events that are in the source and cannot be read, as {@link LossReport#BY_DAMAGE}. */
    default List<LossReport> unreadable() {
        return List.of();
    }

    /** What was read and is no event, one line for each kind with its count. */
    default List<String> leftOut() {
        return List.of();
    }

    @Override
    void close();
}
