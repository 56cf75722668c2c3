package io.tcbee.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class MachineTest {
    @Test
    void releasesCompareAsNumbers() {
        assertTrue(Machine.isAtLeast("6.18.44-fc-v657", "6.1"));
        assertTrue(Machine.isAtLeast("6.1.0-56-cloud-amd64", "6.1"));
        assertTrue(Machine.isAtLeast("10.0", "6.18"));
        assertFalse(Machine.isAtLeast("5.10.223", "6.1"));
        assertFalse(Machine.isAtLeast("6.6.1", "6.18"));
    }

    @Test
    void theJiffyIsCountedFromTheTimerList() {
        // 3108.88 s after boot at HZ=250, the tick a little late: 2^32 - 300 s + 3108.88 s
        String list = "now at 3108881548027 nsecs\n\njiffies: 4295669452\n";

        assertEquals(250, Machine.countedHz(list));
    }

    @Test
    void theJiffyIsCountedBeforeTheCounterWraps() {
        // 10 s after boot at HZ=1000: 2^32 - 290 000
        String list = "now at 10000000000 nsecs\njiffies: 4294677296\n";

        assertEquals(1000, Machine.countedHz(list));
    }
}
