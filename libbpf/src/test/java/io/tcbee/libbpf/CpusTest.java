package io.tcbee.libbpf;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class CpusTest {
    @Test
    void rangesAndSingleCpusAreListed() {
        assertEquals(List.of(0, 1, 2, 8, 10, 11), Cpus.parse("0-2,8,10-11"));
    }

    @Test
    void oneCpuIsARange() {
        assertEquals(List.of(0), Cpus.parse("0"));
    }
}
