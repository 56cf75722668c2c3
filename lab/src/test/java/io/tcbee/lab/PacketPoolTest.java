package io.tcbee.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PacketPoolTest {
    private final PacketPool pool = new PacketPool(Arena.ofAuto(), 64);

    private record Due(long atNs, int number) {}

    @Test
    void packetsLeaveByTimeAndThenInOrder() {
        SplittableRandom random = new SplittableRandom(1);
        List<Due> expected = new ArrayList<>();
        for (int i = 0; i < 5000; i++) { // more than the first slab
            long atNs = random.nextLong(500);
            pool.schedule(pool.acquire(), 1, 0, i, atNs);
            expected.add(new Due(atNs, i));
        }
        expected.sort(Comparator.comparingLong(Due::atNs)); // stable
        for (Due due : expected) {
            assertEquals(due.atNs(), pool.nextReleaseNs());
            int slot = pool.poll();
            assertEquals(due.number(), pool.row(slot));
            pool.release(slot);
        }
        assertTrue(pool.isEmpty());
    }

    @Test
    void aCopyLeavesRightBehindItsOriginal() {
        int slot = pool.acquire();
        pool.bytes(slot).setString(0, "abc");
        pool.schedule(slot, 4, 3, 7, 10);
        pool.scheduleCopy(slot);
        assertEquals(slot, pool.poll());
        int copy = pool.poll();
        assertEquals("abc", pool.bytes(copy).getString(0));
        assertEquals(3, pool.device(copy));
    }
}
