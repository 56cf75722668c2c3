package io.tcbee.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class ByteQueueTest {
    private final ByteQueue queue = new ByteQueue();

    @Test
    void bytesLeaveWhenTheirTimeHasCome() {
        queue.add(10, 100);
        queue.add(20, 50);
        assertEquals(150, queue.bytesAt(9));
        assertEquals(50, queue.bytesAt(10));
        assertEquals(0, queue.bytesAt(20));
    }

    @Test
    void aQueueThatGrowsKeepsItsOrder() {
        for (int i = 0; i < 700; i++) {
            queue.add(i, 1);
        }
        assertEquals(0, queue.bytesAt(699)); // the next packets lie across the array's end
        for (int i = 0; i < 5000; i++) {
            queue.add(1000 + i, i);
        }
        // 0 + 1 + ... + 4999, less those that left
        assertEquals(4999 * 5000 / 2, queue.bytesAt(999));
        assertEquals(4999 * 5000 / 2 - 2999 * 3000 / 2, queue.bytesAt(3999));
        assertEquals(0, queue.bytesAt(5999));
    }
}
