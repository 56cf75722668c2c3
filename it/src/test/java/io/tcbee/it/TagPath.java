package io.tcbee.it;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import io.tcbee.libbpf.Libc;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Carries frames between virtual devices, and puts VLAN tags on them for a part of the way.
 *
 * <pre>
 *   tagged:  a.tap0 -- tags on --> middle.trunk0 == bridge == middle.trunk1 -- tags off --> b.tap0
 *   tun:     a.tun0 --------------------------------------------------------------------- b.tun0
 * </pre>
 */
final class TagPath implements AutoCloseable {
    private static final int FRAME = 2048;
    private static final int ADDRESSES = 12; // of Ethernet, before the tags
    private static final int TAG = 4;
    private static final ValueLayout.OfShort NETWORK =
            JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private final List<Integer> descriptors = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicLong tagged = new AtomicLong();
    private final int[] types;
    private volatile boolean closed;

    private TagPath(int[] types) {
        this.types = types;
    }

    static TagPath tun(Namespace a, Namespace b, int subnet) {
        TagPath path = new TagPath(new int[0]);
        int ends = path.device(a, false, "tun0");
        int other = path.device(b, false, "tun0");
        a.address("tun0", subnet, 1);
        b.address("tun0", subnet, 2);
        path.carry(ends, other, 0, 0);
        path.carry(other, ends, 0, 0);
        return path;
    }

    /**
     * @param tags EtherTypes in hexadecimal, the outer one first
     */
    static TagPath tagged(Namespace a, Namespace middle, Namespace b, int subnet, String... tags) {
        int[] types = new int[tags.length];
        for (int i = 0; i < tags.length; i++) {
            types[i] = Integer.parseInt(tags[i], 16);
        }
        TagPath path = new TagPath(types);
        int client = path.device(a, true, "tap0");
        int first = path.device(middle, true, "trunk0");
        int second = path.device(middle, true, "trunk1");
        int server = path.device(b, true, "tap0");
        middle.ip("link add br0 type bridge");
        for (String device : new String[] {"trunk0", "trunk1"}) {
            middle.ip("link set " + device + " master br0");
            middle.ip("link set " + device + " up");
        }
        middle.ip("link set br0 up");
        a.address("tap0", subnet, 1);
        b.address("tap0", subnet, 2);
        path.carry(client, first, types.length, 0);
        path.carry(first, client, 0, types.length);
        path.carry(second, server, 0, types.length);
        path.carry(server, second, types.length, 0);
        return path;
    }

    private int device(Namespace namespace, boolean ethernet, String name) {
        int fd = namespace.run(() -> ethernet ? Libc.tap(name) : Libc.tun(name));
        descriptors.add(fd);
        return fd;
    }

    String clientDevice() {
        return "tun0";
    }

    String[] trunkDevices() {
        return new String[] {"trunk0", "trunk1"};
    }

    /** Frames on which tags were put. */
    long taggedFrames() {
        return tagged.get();
    }

    private void carry(int from, int to, int on, int off) {
        threads.add(
                Thread.ofPlatform()
                        .daemon()
                        .start(() -> {
                            try (Arena arena = Arena.ofConfined()) {
                                MemorySegment poll = arena.allocate(Libc.POLLFD_BYTES, 8);
                                poll.set(JAVA_INT, 0, from);
                                poll.set(JAVA_SHORT, 4, Libc.POLLIN);
                                MemorySegment frame = arena.allocate(FRAME, 8);
                                while (!closed) {
                                    if (Libc.ppoll(poll, 1, 50_000_000) > 0) {
                                        carryAll(from, to, on, off, frame);
                                    }
                                }
                            }
                        }));
    }

    private void carryAll(int from, int to, int on, int off, MemorySegment frame) {
        long room = (long) types.length * TAG;
        MemorySegment bytes = frame.asSlice(room);
        for (long got = Libc.read(from, bytes, FRAME - room);
                got > 0;
                got = Libc.read(from, bytes, FRAME - room)) {
            MemorySegment sent = bytes;
            long length = got;
            if (on > 0) {
                MemorySegment.copy(frame, room, frame, 0, ADDRESSES);
                for (int i = 0; i < on; i++) {
                    frame.set(NETWORK, ADDRESSES + (long) i * TAG, (short) types[i]);
                    frame.set(NETWORK, ADDRESSES + (long) i * TAG + 2, (short) (100 + i));
                }
                sent = frame;
                length += room;
                tagged.incrementAndGet();
            } else if (off > 0) {
                if (bytes.get(NETWORK, ADDRESSES) != (short) types[0]) {
                    continue; // the bridge's own talk
                }
                MemorySegment addresses =
                        MemorySegment.ofArray(bytes.asSlice(0, ADDRESSES).toArray(JAVA_BYTE));
                MemorySegment.copy(addresses, 0, bytes, room, ADDRESSES);
                sent = bytes.asSlice(room);
                length -= room;
            }
            long _ = Libc.write(to, sent, length); // a full queue drops, as a wire does
        }
    }

    @Override
    public void close() {
        closed = true;
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
        descriptors.forEach(Libc::close);
    }
}
