package io.tcbee.record;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.tcbee.libbpf.BpfMap;
import io.tcbee.libbpf.BpfObject;
import io.tcbee.model.Endpoint;
import io.tcbee.trace.ConnectionLoss;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Whose events were lost: {@code struct loss_key} and a count of each connection that lost some.
 */
final class LostConnections {
    private static final String MAP = "lost_connections";

    // struct loss_key (bpf/include/tcbee/config.h)
    static final long COOKIE = 0;
    static final long LOCAL_ADDRESS = 8;
    static final long REMOTE_ADDRESS = 24;
    static final long LOCAL_PORT = 40;
    static final long REMOTE_PORT = 42;
    static final long IFINDEX = 44;
    static final long BYTES = 48;

    private static final int ADDRESS = 16;

    private final BpfMap map;
    private final Map<ByteBuffer, Long> before = new HashMap<>();
    private MemorySegment keys;
    private MemorySegment values;

    /**
     * @param object loaded
     */
    LostConnections(BpfObject object) {
        map = object.map(MAP);
    }

    /** What each connection lost since the last look. */
    List<ConnectionLoss> look(long fromNs, long toNs) {
        if (keys == null) {
            Arena arena = Arena.ofAuto(); // only where something is lost at all
            keys = arena.allocate(map.maxEntries() * BYTES, 8);
            values = arena.allocate((long) map.maxEntries() * Long.BYTES, 8);
        }
        int count = map.lookupAll(keys, values);
        List<ConnectionLoss> losses = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            MemorySegment key = keys.asSlice(i * BYTES, BYTES);
            long lost = values.getAtIndex(JAVA_LONG, i);
            Long known = before.put(ByteBuffer.wrap(key.toArray(JAVA_BYTE)), lost);
            long rise = lost - (known == null ? 0 : known);
            if (rise != 0) {
                losses.add(loss(key, fromNs, toNs, rise));
            }
        }
        return losses;
    }

    private static ConnectionLoss loss(MemorySegment key, long fromNs, long toNs, long lost) {
        long cookie = key.get(JAVA_LONG, COOKIE);
        boolean known = cookie != 0;
        return new ConnectionLoss(
                fromNs,
                toNs,
                cookie,
                known ? null : endpoint(key, LOCAL_ADDRESS, LOCAL_PORT),
                known ? null : endpoint(key, REMOTE_ADDRESS, REMOTE_PORT),
                key.get(JAVA_INT, IFINDEX),
                lost);
    }

    private static Endpoint endpoint(MemorySegment key, long address, long port) {
        return Endpoint.of(
                key.asSlice(address, ADDRESS).toArray(JAVA_BYTE),
                Short.toUnsignedInt(key.get(JAVA_SHORT, port)));
    }
}
