package io.tcbee.web.internal;

import com.sun.net.httpserver.HttpExchange;
import io.tcbee.store.FlowStore;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The threads that read the store for the threads that speak HTTP.
 *
 * <p>A database's native code holds its thread until it is done, and a virtual thread's carrier
 * with it: two long reads would stop a server on two cores. So a read runs on one of these, while
 * the virtual thread of its request waits, looks whether the browser is still there, and cancels
 * the read when it is gone or takes too long.
 */
public final class Readers implements AutoCloseable {
    /** Of one browser's six connections and another's. */
    private static final int THREADS = 8;

    private static final Duration LOOK = Duration.ofMillis(200);

    private final FlowStore store;
    private final Clients clients;
    private final ExecutorService threads =
            Executors.newFixedThreadPool(
                    THREADS, Thread.ofPlatform().daemon().name("reader-", 1).factory());

    /** The browser of this request is gone: nobody waits for the answer. */
    static final class GoneException extends Exception {
        private static final long serialVersionUID = 1;
    }

    public Readers(FlowStore store, Clients clients) {
        this.store = store;
        this.clients = clients;
    }

    /**
     * What {@code work} gives.
     *
     * @param most null: as long as it takes
     * @throws Refusal of 408 after {@code most}
     */
    <T> T read(HttpExchange exchange, Duration most, Callable<T> work) throws GoneException {
        AtomicReference<Thread> reader = new AtomicReference<>();
        Future<T> result =
                threads.submit(() -> {
                    reader.set(Thread.currentThread());
                    try {
                        return work.call();
                    } finally {
                        reader.set(null);
                    }
                });
        long end = most == null ? Long.MAX_VALUE : System.nanoTime() + most.toNanos();
        while (true) {
            try {
                return result.get(LOOK.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                boolean late = most != null && System.nanoTime() - end >= 0;
                if (late || clients.isGone(exchange)) {
                    end(reader.get(), result);
                    if (late) {
                        throw Refusal.timeout(
                                "answer "
                                        + exchange.getRequestURI().getPath()
                                        + ": it took more than "
                                        + most.toSeconds()
                                        + " s and was ended");
                    }
                    throw new GoneException();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new GoneException();
            } catch (ExecutionException e) {
                throw thrown(e.getCause());
            }
        }
    }

    /** A read that has not begun does not begin; one that runs is told until it ends. */
    private void end(Thread reader, Future<?> result) {
        if (reader == null) {
            result.cancel(false);
            return;
        }
        Thread.startVirtualThread(() -> {
            // A database looks for the end only now and then, and not while it begins.
            while (!result.isDone()) {
                store.cancel(reader);
                try {
                    Thread.sleep(LOOK);
                } catch (InterruptedException e) {
                    return;
                }
            }
        });
    }

    private static RuntimeException thrown(Throwable cause) {
        if (cause instanceof Error error) {
            throw error;
        }
        return cause instanceof RuntimeException unchecked
                ? unchecked
                : new IllegalStateException(cause);
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
