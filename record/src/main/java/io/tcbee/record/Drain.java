package io.tcbee.record;

import io.tcbee.libbpf.Libc;
import io.tcbee.trace.Code;
import io.tcbee.trace.HookCounts;
import io.tcbee.trace.LossReport;
import io.tcbee.trace.TraceInfo;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The one thread that moves bytes: from the rings to the trace, with clock pairs and losses between
 * them. It closes the {@link Kernel} at its end.
 *
 * <p>It ends when told to {@link #stop}, or by itself when a limit is reached, or when the trace
 * cannot be written (disk full): then everything is detached at once, and the trace ends with the
 * last span that was written.
 */
final class Drain implements Runnable {
    private static final long SECOND_NS = 1_000_000_000L;
    private static final long LOOK_NS = SECOND_NS / 10;
    private static final long TIMER_SLACK_NS = 1000;

    /** So many bytes in one round mean that the next is worth beginning at once. */
    private static final long BUSY_BYTES = 1 << 20;

    private final RecordOptions options;
    private final TraceInfo info;
    private final long pollNs;
    private final Kernel kernel;
    private final Optional<LiveConnections> live;
    private final Thread thread;
    private final CompletableFuture<Snapshot> started = new CompletableFuture<>();
    private final CountDownLatch ended = new CountDownLatch(1);

    private Parts writer;
    private long untilNs;
    private long nextLookNs;
    private long nextSecondNs;
    private long secondNs;
    private long[] before = new long[3];
    private volatile boolean stopping;
    private volatile RuntimeException failure;
    private volatile long bytes;
    private volatile RecordRates rates = RecordRates.NONE;
    private volatile RecordSummary summary;

    /**
     * @param live whether somebody watches the connections
     */
    Drain(RecordOptions options, TraceInfo info, Kernel kernel, Optional<LiveConnections> live) {
        this.live = live;
        this.options = options;
        this.info = info;
        this.pollNs = options.pollInterval().toNanos();
        this.kernel = kernel;
        this.thread = Thread.ofPlatform().name("tcbee-drain").unstarted(this);
    }

    /**
     * Makes the trace and begins, the sockets that there are first; throws what prevents it, then
     * all is closed.
     */
    void start() {
        thread.start();
        try {
            started.join().await();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException known ? known : e;
        } catch (RecordException e) {
            stop();
            throw e;
        }
    }

    /** Detaches, drains what is left, finishes the trace; returns when that is done. */
    void stop() {
        stopping = true;
        LockSupport.unpark(thread);
        boolean interrupted = false;
        while (true) {
            try {
                ended.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for its end; false if it still runs after {@code limit}. */
    boolean awaitEnd(Duration limit) throws InterruptedException {
        return ended.await(limit.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Why it ended by itself; null if it did not. */
    RuntimeException failure() {
        return failure;
    }

    /** Null until the end. */
    RecordSummary summary() {
        return summary;
    }

    /** Of the trace so far. */
    long bytes() {
        return bytes;
    }

    RecordRates rates() {
        return rates;
    }

    @Override
    public void run() {
        try (kernel) {
            try (Parts trace = Parts.create(options, info, kernel)) {
                writer = trace;
                begin();
                while (!stopping && end() == null) {
                    if (drain() < BUSY_BYTES) {
                        LockSupport.parkNanos(pollNs);
                    }
                }
                finish();
            }
        } catch (RuntimeException e) {
            failure = e;
            started.completeExceptionally(e);
        } finally {
            ended.countDown();
        }
    }

    private void begin() {
        Libc.timerSlack(TIMER_SLACK_NS);
        long now = Clock.monotonicNs();
        long durationNs = options.limits().duration().toNanos();
        untilNs = durationNs == 0 ? Long.MAX_VALUE : now + durationNs;
        nextLookNs = now + LOOK_NS;
        nextSecondNs = now + SECOND_NS;
        secondNs = now;
        kernel.rings().sink(this::take);
        started.complete(writer.snapshot());
    }

    /** The limit that is reached, or null. */
    private End end() {
        boolean over = writer.reached() == null && Clock.monotonicNs() >= untilNs;
        return over ? End.DURATION : writer.reached();
    }

    private void take(int cpu, MemorySegment records) {
        writer.records(cpu, records);
        if (live.isPresent()) {
            live.get().records(records);
        }
    }

    /**
     * One round: the rings that are worth it, and all, the clock and the counters when it is time.
     */
    private long drain() {
        long now = Clock.monotonicNs();
        boolean looks = now >= nextLookNs;
        boolean all = looks || writer.awaitsSockets();
        long bytes = all ? kernel.rings().drain() : kernel.rings().drainFull();
        if (all) {
            writer.drained();
        }
        if (live.isPresent()) {
            live.get().round(now);
        }
        if (looks) {
            nextLookNs = now + LOOK_NS;
            look(now);
        }
        if (now >= nextSecondNs) {
            nextSecondNs = now + SECOND_NS;
            writer.clock(Clock.pair());
            namePlaces();
            measure(now);
        }
        return bytes;
    }

    /** After it, what a kill of this process could take from the trace is younger than now. */
    private void look(long now) {
        LossReport report = kernel.look(now);
        if (report != null) {
            writer.loss(report);
        }
        writer.flush();
        bytes = writer.bytes();
    }

    private void namePlaces() {
        List<Code> names = kernel.places().name();
        if (!names.isEmpty()) {
            writer.names(names);
        }
    }

    private void measure(long now) {
        long[] totals = new long[] {0, 0, writer.bytes()};
        for (HookCounts each : kernel.counts()) {
            totals[0] += each.events();
            totals[1] += each.lost();
        }
        double seconds = (double) (now - secondNs) / SECOND_NS;
        rates =
                new RecordRates(
                        (totals[0] - before[0]) / seconds,
                        (totals[1] - before[1]) / seconds,
                        (totals[2] - before[2]) / seconds,
                        kernel.rings().takeGreatestFill());
        before = totals;
        secondNs = now;
    }

    private void finish() {
        End why = stopping && writer.reached() == null ? End.ASKED : end();
        writer.awaitSnapshot();
        long misses = kernel.detach();
        while (kernel.rings().drain() > 0) {
            // what the programs left
        }
        long now = Clock.monotonicNs();
        look(now);
        namePlaces();
        writer.clock(Clock.pair());
        List<HookCounts> counts = kernel.counts();
        writer.finish(now, counts);
        summary = summary(why, now, misses, counts);
    }

    private RecordSummary summary(End why, long now, long misses, List<HookCounts> counts) {
        return new RecordSummary(
                writer.events(),
                counts.stream().mapToLong(HookCounts::lost).sum(),
                misses,
                writer.bytes(),
                Duration.ofNanos(now - info.start().monotonicNs()),
                counts,
                why,
                writer.leftOut(),
                writer.made(),
                writer.files());
    }
}
