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
    private static final String LONG = "x".repeat(400_000);

    private final FakeRing programs = new FakeRing(8);
    private final Ring ring = programs.ring();

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
        programs.submit("first");
        programs.submit("second");

        assertEquals(32, ring.filled());
        assertEquals(List.of("first", "second"), FakeRing.texts(ring));
        assertEquals(32, programs.tail()); // each 8 of word, padded to 8
        assertEquals(0, ring.filled());
    }

    @Test
    void aDrainStopsAtTheEndOfTheRing() {
        FakeRing late = new FakeRing(1).startAt(Ring.SEGMENT - 16);
        late.submit("before");
        late.submit("behind");

        assertEquals(List.of("before"), FakeRing.texts(late.ring()));
        assertEquals(List.of("behind"), FakeRing.texts(late.ring()));
    }

    @Test
    void whatIsLeftOfASegmentIsPassedOver() {
        FakeRing late = new FakeRing(2).startAt(Ring.SEGMENT - 16);
        late.submit("longer than nine");

        assertEquals(List.of("longer than nine"), FakeRing.texts(late.ring()));
        assertEquals(Ring.SEGMENT + 24, late.tail());
    }

    @Test
    void positionsPastTwoToThe32AreGood() {
        FakeRing late = new FakeRing(1).startAt((1L << 32) + 8);
        late.submit("late");

        assertEquals(List.of("late"), FakeRing.texts(late.ring()));
        assertEquals((1L << 32) + 24, late.tail());
    }

    @Test
    void aDrainTakesAQuarterSoThatSpaceReturnsEarly() {
        while (programs.submit(LONG)) {
            // until there is no room
        }
        assertEquals(4, FakeRing.texts(ring).size()); // two fit into each of 8 / 4 segments
        assertEquals(2 * Ring.SEGMENT, programs.tail());
        assertEquals(4, FakeRing.texts(ring).size());
    }

    @Test
    void aFullRingHasRoomAgainAfterADrain() {
        while (programs.submit(LONG)) {
            // until there is no room
        }
        assertFalse(programs.submit(LONG));
        FakeRing.texts(ring);

        assertTrue(programs.submit(LONG));
    }

    @Test
    void nothingIsGivenBackWhenTheSinkThrows() {
        programs.submit("kept");
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
            String text = "r" + round + "-".repeat(random.nextInt(60_000));
            if (programs.submit(text)) {
                written.add(text);
            }
            if (random.nextInt(100) == 0) {
                read.addAll(FakeRing.texts(ring));
            }
        }
        while (ring.filled() > 0) {
            read.addAll(FakeRing.texts(ring));
        }
        assertEquals(written, read);
        assertTrue(written.size() < 1000, "the ring was never full");
    }

    @Test
    void theSizeIsAPowerOfTwoOfSegments() {
        MemorySegment level = Arena.ofAuto().allocate(Ring.LEVEL, 8);
        MemorySegment data = Arena.ofAuto().allocate(3 * Ring.SEGMENT, 8);

        assertThrows(IllegalArgumentException.class, () -> new Ring(level, data));
        assertThrows(IllegalArgumentException.class, () -> new Ring(level, data.asSlice(0, 4096)));
    }
}
