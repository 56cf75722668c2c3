package io.tcbee.libbpf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the running kernel says of its own types. */
class BtfTest {
    private Btf kernel;

    @BeforeEach
    void open() {
        assumeTrue(Files.isReadable(Path.of("/sys/kernel/btf/vmlinux")), "the kernel has no BTF");
        kernel = Btf.ofKernel();
    }

    @AfterEach
    void close() {
        if (kernel != null) {
            kernel.close();
        }
    }

    @Test
    void anEnumNamesItsValues() {
        // include/uapi/linux/tcp.h, enum tcp_ca_state: the same in every release
        assertEquals(
                Map.of(
                        0L, "TCP_CA_Open",
                        1L, "TCP_CA_Disorder",
                        2L, "TCP_CA_CWR",
                        3L, "TCP_CA_Recovery",
                        4L, "TCP_CA_Loss"),
                kernel.enumNames("tcp_ca_state"));
    }

    @Test
    void anEnumThatIsNotThereHasNoNames() {
        assertEquals(Map.of(), kernel.enumNames("no_such_enum"));
    }

    @Test
    void aStructIsThereOrNot() {
        assertTrue(kernel.hasStruct("tcp_sock"));
        assertFalse(kernel.hasStruct("no_such_struct"));
    }
}
