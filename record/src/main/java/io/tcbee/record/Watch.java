package io.tcbee.record;

import io.tcbee.libbpf.BpfProgram;
import io.tcbee.model.TcbeeException;
import io.tcbee.record.filter.Filter;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Keeps up with what changes while a recording runs: interfaces that appear where {@code any} was
 * asked for, and connections whose owner has to be known. A thread, if there is something to do.
 */
final class Watch implements Runnable, AutoCloseable {
    private static final long LOOK_MS = 100;

    /** Well below how long a connection is looked for, {@code recorder_filter.flow_jiffies}. */
    private static final long REFRESH_NS = TimeUnit.SECONDS.toNanos(60);

    private final Interfaces interfaces;
    private final Attachments attachments;
    private final Optional<Owners> owners;
    private final Set<String> failures = new TreeSet<>();
    private final CountDownLatch end = new CountDownLatch(1);
    private final Thread thread = Thread.ofPlatform().daemon().name("tcbee-watch").unstarted(this);
    private boolean found;
    private boolean closed;

    private Watch(Interfaces interfaces, Attachments attachments, Optional<Owners> owners) {
        this.interfaces = interfaces;
        this.attachments = attachments;
        this.owners = owners;
    }

    /**
     * @param interfaces closed with this
     */
    static Watch start(
            Filter filter, Programs programs, Attachments attachments, Interfaces interfaces) {
        Optional<Owners> owners =
                filter.asksOwner()
                        ? Optional.of(Owners.follow(filter, programs))
                        : Optional.empty();
        Watch watch = new Watch(interfaces, attachments, owners);
        if (interfaces.changing() || interfaces.namespaces().changing() || owners.isPresent()) {
            watch.thread.start();
        }
        return watch;
    }

    /** Finds out whose the sockets are that there are now, and tells those that are wanted. */
    void snapshot(Optional<BpfProgram> teller) {
        if (!found) {
            found = true; // later, a socket's owner stays who it was
            owners.ifPresent(Owners::find);
        }
        refresh();
        for (Namespace netns : interfaces.namespaces().all()) {
            netns.in(() -> {
                teller.ifPresent(BpfProgram::iterate);
                return null;
            });
        }
    }

    private void refresh() {
        if (owners.isEmpty()) {
            return;
        }
        for (Namespace netns : interfaces.namespaces().all()) {
            netns.in(() -> {
                owners.get().refresh();
                return null;
            });
        }
    }

    @Override
    public void run() {
        long refreshNs = System.nanoTime() + REFRESH_NS;
        try {
            while (!end.await(LOOK_MS, TimeUnit.MILLISECONDS)) {
                look();
                if (System.nanoTime() - refreshNs >= 0) {
                    refresh();
                    refreshNs = System.nanoTime() + REFRESH_NS;
                }
            }
        } catch (InterruptedException _) {
            // nobody interrupts it
        }
    }

    private void look() {
        if (!interfaces.changing()) {
            return;
        }
        for (Device device : interfaces.look()) {
            try {
                attachments.add(device);
            } catch (TcbeeException e) {
                failed(e.getMessage());
            }
        }
    }

    private synchronized void failed(String sentence) {
        failures.add(sentence);
    }

    /** Interfaces that are left out although they were asked for, one sentence each. */
    synchronized List<String> unsupported() {
        Set<String> all = new TreeSet<>(failures);
        all.addAll(interfaces.unsupported());
        return List.copyOf(all);
    }

    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        end.countDown();
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        owners.ifPresent(Owners::close);
    }
}
