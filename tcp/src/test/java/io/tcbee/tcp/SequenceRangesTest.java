package io.tcbee.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SequenceRangesTest {
    private final SequenceRanges ranges = new SequenceRanges();

    @Test
    void touchingRangesBecomeOne() {
        assertEquals(10, ranges.add(10, 20));
        assertEquals(10, ranges.add(30, 40));
        assertEquals(10, ranges.add(20, 30));

        assertEquals(1, ranges.size());
        assertEquals(40, ranges.endOfRangeAt(10));
    }

    @Test
    void onlyNewBytesCount() {
        ranges.add(10, 20);

        assertEquals(10, ranges.add(5, 25));
        assertEquals(0, ranges.add(7, 9));
        assertEquals(5, ranges.covered(0, 10));
    }

    @Test
    void theLowestRangeGivesWayWhenAllAreTaken() {
        for (int i = 0; i <= SequenceRanges.MAX_RANGES; i++) {
            ranges.add(10L * i, 10L * i + 1);
        }

        assertEquals(SequenceRanges.MAX_RANGES, ranges.size());
        assertEquals(SequenceRanges.MAX_RANGES, ranges.bytes());
        assertEquals(10, ranges.start(0));
    }

    @Test
    void itIsTheSetThatABitSetIs() {
        Random random = new Random(1);
        BitSet bits = new BitSet();
        for (int i = 0; i < 5000; i++) {
            int start = random.nextInt(2000);
            int end = start + random.nextInt(30);
            int before = bits.cardinality();
            if (random.nextInt(50) == 0) {
                bits.clear(0, start);
                ranges.dropBelow(start);
            } else {
                bits.set(start, end);
                assertEquals(bits.cardinality() - before, ranges.add(start, end));
            }
            assertEquals(bits.cardinality(), ranges.bytes());
            assertEquals(bits.get(start, end).cardinality(), ranges.covered(start, end));
        }
    }
}
