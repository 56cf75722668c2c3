package io.tcbee.lab;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.tcbee.libbpf.Libc;
import io.tcbee.libbpf.LibcException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The thread that is the path: reads packets of both devices, lets {@link OneWay} decide, and
 * writes each to the other device when it is due.
 *
 * <p>It sleeps in {@code ppoll} until a packet arrives or is due, with a timer slack of 1 ns and,
 * if allowed, in real-time class, so that other load does not become delay. It never spins.
 */
final class Wire implements AutoCloseable {
    /** Packets read from one device before due packets get their turn. */
    private static final int BATCH = 16;

    private static final Direction[] DIRECTIONS = {Direction.A_TO_B, Direction.B_TO_A};
    private static final int DEVICES = 2;
    private static final int POLLFDS = DEVICES + 1;
    private static final long NO_ROW = -1;
    private static final long UNSET = Long.MIN_VALUE;

    private final int[] devices;
    private final OneWay[] ways;
    private final PathLog log;
    private final int slotBytes;
    private final int wakeUp = Libc.eventfd();
    private final Packet packet = new Packet();
    private final Thread thread;
    private long originNs = UNSET;
    private volatile boolean closed;
    private volatile Throwable failure;

    /**
     * Starts the wire.
     *
     * @param clientDevice TUN descriptors; the wire does not close them
     * @param mtu greatest length of a packet in bytes
     */
    Wire(int clientDevice, int serverDevice, OneWay aToB, OneWay bToA, PathLog log, int mtu) {
        this.devices = new int[] {clientDevice, serverDevice};
        this.ways = new OneWay[] {aToB, bToA};
        this.log = log;
        this.slotBytes = (mtu + 63) / 64 * 64;
        this.thread = Thread.ofPlatform().name("wire").daemon().start(this::run);
    }

    /** What ended the wire before its time; null while it is well. */
    Throwable failure() {
        return failure;
    }

    /** Stops the wire; packets under way are lost. */
    @Override
    public void close() {
        closed = true;
        Libc.signal(wakeUp);
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        Libc.close(wakeUp);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        Libc.timerSlack(1);
        boolean _ = Libc.realtime(1);
        try (Arena arena = Arena.ofConfined()) {
            carry(new PacketPool(arena, slotBytes), pollfds(arena));
        } catch (RuntimeException | Error e) {
            failure = e;
        }
    }

    private MemorySegment pollfds(Arena arena) {
        MemorySegment fds = arena.allocate(POLLFDS * Libc.POLLFD_BYTES, 8);
        for (int i = 0; i < POLLFDS; i++) {
            fds.set(JAVA_INT, i * Libc.POLLFD_BYTES, i < DEVICES ? devices[i] : wakeUp);
            fds.set(JAVA_SHORT, i * Libc.POLLFD_BYTES + 4, Libc.POLLIN);
        }
        return fds;
    }

    private void carry(PacketPool pool, MemorySegment fds) {
        while (!closed) {
            long nextNs = pool.nextReleaseNs();
            long waitNs = pool.isEmpty() ? -1 : Math.max(0, nextNs - Libc.monotonicNs());
            int ready = Libc.ppoll(fds, POLLFDS, waitNs);
            if (ready < 0 && ready != -Libc.EINTR) {
                throw new LibcException("wait for packets", -ready);
            }
            deliver(pool);
            for (int from = 0; from < DEVICES && ready > 0; from++) {
                if (fds.get(JAVA_SHORT, from * Libc.POLLFD_BYTES + 6) != 0) {
                    receive(pool, from);
                }
            }
        }
    }

    private void deliver(PacketPool pool) {
        long nowNs = Libc.monotonicNs();
        while (pool.nextReleaseNs() <= nowNs) {
            int slot = pool.poll();
            long written = Libc.write(pool.device(slot), pool.bytes(slot), pool.length(slot));
            nowNs = Libc.monotonicNs();
            if (written < 0) {
                log.refused();
            } else if (pool.row(slot) >= 0) {
                log.departed(pool.row(slot), nowNs);
            }
            pool.release(slot);
        }
    }

    private void receive(PacketPool pool, int from) {
        for (int i = 0; i < BATCH; i++) {
            int slot = pool.acquire();
            long length = Libc.read(devices[from], pool.bytes(slot), pool.slotBytes());
            if (length <= 0) {
                pool.release(slot);
                if (length != -Libc.EAGAIN && length != -Libc.EINTR) {
                    throw new LibcException("read from the TUN device", (int) -length);
                }
                return;
            }
            accept(pool, slot, (int) length, from);
        }
    }

    private void accept(PacketPool pool, int slot, int length, int from) {
        int to = devices[1 - from];
        OneWay way = ways[from];
        long nowNs = Libc.monotonicNs();
        if (!packet.parse(pool.bytes(slot), length)) {
            log.other();
            pool.schedule(slot, length, to, NO_ROW, way.releaseOfOther(nowNs));
            return;
        }
        if (originNs == UNSET) {
            originNs = nowNs;
        }
        int actions = way.decide(packet, nowNs, nowNs - originNs);
        long row = log.append(DIRECTIONS[from], packet, nowNs, way, actions);
        if (Action.isDrop(actions)) {
            pool.release(slot);
            return;
        }
        pool.schedule(slot, length, to, row, way.releaseNs());
        if ((actions & Action.DUP.bit()) != 0) {
            pool.scheduleCopy(slot);
        }
    }
}
