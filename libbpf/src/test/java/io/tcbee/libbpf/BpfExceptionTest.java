package io.tcbee.libbpf;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class BpfExceptionTest {
    @Test
    void theMessageIsAttemptAndReason() {
        BpfException e = BpfException.of("find map nope", BpfException.EINVAL, "");

        assertEquals("find map nope: Invalid argument (errno 22)", e.getMessage());
    }

    @Test
    void theProgramIsTheOneThatLibbpfSpokeOfLast() {
        String log =
                """
                libbpf: prog 'first': something of no weight
                libbpf: prog 'second': failed to find kernel BTF type ID of 'no_such': -3
                libbpf: prog 'second': failed to prepare load attributes: -3
                """;
        assertEquals("second", BpfException.of("load", 3, log).program());
    }

    @Test
    void theKernelsOwnErrorHasWords() {
        assertEquals("not supported by this kernel", BpfException.of("attach", 524, "").reason());
    }
}
