package io.tcbee.libbpf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RingTest {
    private final FakeRing kernel = new FakeRing(256);
    private final Ring ring = kernel.ring();

    @Test
    void anEmptyRingHasNothing() {
        assertEquals(
                0,
                ring.drain(_ -> {
                    throw new AssertionError("nothing to hand over");
                }));
    }

    @Test
    void recordsComeInTheOrderOfTheirReservation() {
        long first = kernel.reserve(0);
        kernel.submit("second");
        kernel.commit(first);

        assertEquals(List.of("", "second"), FakeRing.texts(ring));
        assertEquals(2, ring.records());
    }

    @Test
    void drainStopsAtABusyRecord() {
        kernel.submit("first");
        long busy = kernel.reserve(8);
        kernel.submit("third");

        assertEquals(List.of("first"), FakeRing.texts(ring));
        assertEquals(16, kernel.consumed()); // 8 of header, 5 of text, padded to 8
        assertEquals(List.of(), FakeRing.texts(ring));

        kernel.commit(busy);
        assertEquals(2, FakeRing.texts(ring).size());
    }

    @Test
    void discardedRecordsAreHandedOverButNotCounted() {
        kernel.discard(kernel.reserve(8));
        kernel.submit("kept");

        assertEquals(List.of("kept"), FakeRing.texts(ring));
        assertEquals(1, ring.records());
        assertEquals(1, ring.discarded());
        assertEquals(32, kernel.consumed());
    }

    @Test
    void aRecordAcrossTheEndIsWhole() {
        FakeRing late = new FakeRing(256).startAt(248);
        late.submit("across the end");

        assertEquals(List.of("across the end"), FakeRing.texts(late.ring()));
        assertEquals(248 + 24, late.consumed());
    }

    @Test
    void positionsPastTwoToThe32AreGood() {
        FakeRing late = new FakeRing(256).startAt((1L << 32) - 8);
        late.submit("late");

        assertEquals(List.of("late"), FakeRing.texts(late.ring()));
        assertEquals((1L << 32) + 8, late.consumed());
    }

    @Test
    void aDrainTakesAQuarterSoThatSpaceReturnsEarly() {
        for (int i = 0; i < 8; i++) {
            assertTrue(kernel.submit("12345678"));
        }
        assertEquals(4, FakeRing.texts(ring).size()); // 4 x 16 = 256 / 4
        assertEquals(64, kernel.consumed());
        assertEquals(64, ring.filled());
        assertEquals(4, FakeRing.texts(ring).size());
    }

    @Test
    void aFullRingIsWholeAgainAfterADrain() {
        while (kernel.submit("x")) {
            // until there is no room
        }
        assertFalse(kernel.submit("x"));
        FakeRing.texts(ring);

        assertTrue(kernel.submit("y"));
    }

    @Test
    void nothingIsGivenBackWhenTheSinkThrows() {
        kernel.submit("kept");
        assertThrows(
                IllegalStateException.class,
                () ->
                        ring.drain(_ -> {
                            throw new IllegalStateException();
                        }));

        assertEquals(List.of("kept"), FakeRing.texts(ring));
    }

    @Test
    void aThousandRoundsLoseNothing() {
        Random random = new Random(1);
        List<String> written = new ArrayList<>();
        List<String> read = new ArrayList<>();
        for (int round = 0; round < 1000; round++) {
            String text = "r" + round + "-".repeat(random.nextInt(60));
            if (kernel.submit(text)) {
                written.add(text);
            }
            if (random.nextInt(3) == 0) {
                read.addAll(FakeRing.texts(ring));
            }
        }
        while (ring.filled() > 0) {
            read.addAll(FakeRing.texts(ring));
        }
        assertEquals(written, read);
        assertEquals(written.size(), ring.records());
    }

    @Test
    void theSizeIsAPowerOfTwo() {
        MemorySegment word = Arena.ofAuto().allocate(8, 8);
        MemorySegment data = Arena.ofAuto().allocate(200, 8);

        assertThrows(IllegalArgumentException.class, () -> Ring.of(word, word, data));
    }
}
