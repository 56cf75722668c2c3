package io.tcbee.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tcbee.record.filter.Filter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecordOptionsTest {
    private final RecordOptions options = RecordOptions.of(Path.of("x.trace"), List.of("lo"));

    @Test
    void theDefaultsRecordAllConnectionsWith16MiBPerCpu() {
        assertEquals(Filter.NONE, options.filter());
        assertEquals(16 << 20, options.ringBytes());
        assertEquals(Duration.ofMillis(2), options.pollInterval());
        assertEquals(IngressHook.TCX, options.ingressHook());
    }

    @Test
    void aRingIsAPowerOfTwo() {
        assertThrows(IllegalArgumentException.class, () -> options.withRingBytes(3 << 20));
        assertThrows(IllegalArgumentException.class, () -> options.withRingBytes(1 << 19));
    }
}
