package io.tcbee.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import org.junit.jupiter.api.Test;

class SequenceSpaceTest {
    private final SequenceSpace space = new SequenceSpace();

    @Test
    void nothingIsKnownAtFirst() {
        assertFalse(space.known());
    }

    @Test
    void theInitialNumberIsZero() {
        space.start(0xffff_fff0, 0);

        assertEquals(0, space.unwrap(0xffff_fff0));
        assertEquals(0x20, space.unwrap(0x10));
    }

    @Test
    void numbersGoOnBeyondFourGigabytes() {
        space.start(7, 0);
        for (long reached = 0; reached < 10L << 30; reached += 1 << 30) {
            space.reached(reached);
        }

        assertEquals((9L << 30) + 5, space.unwrap((int) ((9L << 30) + 5 + 7)));
        assertEquals((9L << 30) - 5, space.unwrap((int) ((9L << 30) - 5 + 7)));
    }

    @Test
    void aStartInTheMiddleTellsTheInitialNumber() {
        space.start(100, 0x1_0000_0001L);

        assertEquals(99, space.initial());
        assertEquals(0x1_0000_0002L, space.unwrap(101));
    }
}
