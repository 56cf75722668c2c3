package io.tcbee.pcap;

import io.tcbee.model.EventHeader;
import io.tcbee.model.PacketEvent;
import io.tcbee.trace.EventCursor;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * Walks a capture that another thread decodes, a few batches ahead. What that thread fails with is
 * thrown by {@link #next} behind the events before it.
 */
final class ReadAhead implements EventCursor, AutoCloseable {
    private static final int BATCHES = 4;
    private static final int BATCH_BYTES = 1 << 18;
    private static final int MOST = PacketEvent.TYPE.size();

    private final CaptureEvents events;
    private final BlockingQueue<Batch> full = new ArrayBlockingQueue<>(BATCHES);
    private final BlockingQueue<Batch> empty = new ArrayBlockingQueue<>(BATCHES);
    private final Thread reader;
    private Batch batch;
    private long at;
    private long next;

    /** Events one behind the other. */
    private static final class Batch {
        final MemorySegment bytes = MemorySegment.ofArray(new byte[BATCH_BYTES]);
        long end;
        boolean last;
        RuntimeException failure;
        long expected;

        void fill(CaptureEvents events) {
            end = 0;
            try {
                while (end + MOST <= BATCH_BYTES && !last) {
                    if (events.next()) {
                        MemorySegment from = events.segment();
                        long length = EventHeader.LENGTH.get(from, events.at());
                        MemorySegment.copy(from, events.at(), bytes, end, length);
                        end += length;
                    } else {
                        last = true;
                    }
                }
            } catch (RuntimeException e) {
                failure = e;
                last = true;
            }
            expected = events.expected();
        }
    }

    /** Starts to read {@code events}, which are the thread's from now on. */
    ReadAhead(CaptureEvents events) {
        this.events = events;
        for (int i = 1; i < BATCHES; i++) {
            empty.add(new Batch());
        }
        batch = new Batch();
        batch.expected = events.expected();
        reader = Thread.ofPlatform().name("tcbee-capture").daemon().start(this::read);
    }

    private void read() {
        try {
            boolean more = true;
            while (more) {
                Batch filled = empty.take();
                filled.fill(events);
                more = !filled.last;
                full.put(filled);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // closed: nobody waits for more
        }
    }

    @Override
    public boolean next() {
        while (next == batch.end) {
            if (batch.last) {
                if (batch.failure != null) {
                    throw batch.failure;
                }
                return false;
            }
            empty.add(batch);
            batch = take();
            next = 0;
        }
        at = next;
        next += EventHeader.LENGTH.get(batch.bytes, at);
        return true;
    }

    /** Who is interrupted meanwhile finds out from its thread. */
    private Batch take() {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return full.take();
                } catch (InterruptedException _) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Events of the whole capture, guessed by the share of the file that was read. */
    long expected() {
        return batch.expected;
    }

    @Override
    public MemorySegment segment() {
        return batch.bytes;
    }

    @Override
    public long at() {
        return at;
    }

    @Override
    public int type() {
        return PacketEvent.TYPE.id();
    }

    @Override
    public long timeNs() {
        return EventHeader.TIME_NS.get(batch.bytes, at);
    }

    /** Ends the thread. */
    @Override
    public void close() {
        reader.interrupt();
        boolean interrupted = false;
        while (reader.isAlive()) {
            try {
                reader.join();
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
