package io.tcbee.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class SamplesTest {
    @Test
    void theMedianIsTheOneInTheMiddle() {
        Samples samples = new Samples().add(9.0).add(1.0).add(5.0);
        assertEquals(5, samples.median());
        assertEquals("5.0 [1.0-9.0]", samples.text(1));
    }

    @Test
    void ofAnEvenNumberItIsTheMeanOfTheTwo() {
        assertEquals(3, new Samples().add(4.0).add(1.0).add(9.0).add(2.0).median());
    }

    @Test
    void ratiosAreThoseOfTheSameRound() {
        Samples off = new Samples().add(10.0).add(100.0);
        Samples on = new Samples().add(9.0).add(50.0);
        assertEquals("0.70 [0.50-0.90]", on.over(off).text(2));
    }

    @Test
    void whatWasNotMeasuredIsNotANumber() {
        assertTrue(Double.isNaN(new Samples().median()));
        assertEquals("-", new Samples().text(1));
    }

    @Test
    void aTargetIsMetOrNot() {
        Samples one = new Samples().add(0.85);
        assertEquals("yes", Row.least("tc", "ratio", one, 2, "", 0.85).verdict());
        assertEquals("no", Row.most("tc", "ratio", one, 2, "", 0.8).verdict());
        assertEquals("at least 3 M/s", Row.least("tc", "rate", one, 2, " M/s", 3).target());
    }
}
