package io.tcbee.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tcbee.libbpf.Libc;
import io.tcbee.libbpf.LibcException;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@RunningLab
class LabNamespaceTest {
    private Lab lab;

    @BeforeEach
    void open() {
        PathOptions path = PathOptions.delay(Duration.ofMillis(1));
        lab = Lab.open(path, path);
    }

    @AfterEach
    void close() {
        lab.close();
    }

    @Test
    void codeRunsInside() throws Exception {
        assertTrue(lab.client().run(() -> NetworkInterface.getByName(LabNamespace.DEVICE)) != null);
        assertTrue(NetworkInterface.getByName(LabNamespace.DEVICE) == null);
    }

    @Test
    void processesRunInside() throws Exception {
        Process inside = lab.server().processBuilder("ip", "-o", "addr").start();
        String addresses = inside.inputReader().readAllAsString();
        assertTrue(addresses.contains("10.77.0.2/24"), addresses);
        assertTrue(addresses.contains("fd77::2/64"), addresses);
        assertEquals(0, inside.waitFor());
    }

    @Test
    void aParameterChangesInsideOnly() throws Exception {
        Path file = Path.of("/proc/sys/net/ipv4/tcp_sack");
        String outside = Files.readString(file);
        lab.client().sysctl("net.ipv4.tcp_sack", "0");
        assertEquals("0", lab.client().run(() -> Files.readString(file).strip()));
        assertEquals("1", lab.server().run(() -> Files.readString(file).strip()));
        assertEquals(outside, Files.readString(file));
    }

    @Test
    void anUnknownCongestionControlIsARefusal() {
        LibcException refusal =
                assertThrows(
                        LibcException.class,
                        () -> lab.transfer(Transfer.of(1).congestionControl("nosuch")));
        assertTrue(refusal.getMessage().startsWith("set congestion control nosuch: "));
    }

    @Test
    void theClockIsTheMonotonicOne() {
        // HotSpot's nanoTime is clock_gettime(CLOCK_MONOTONIC) on Linux (os_linux.cpp)
        long before = System.nanoTime();
        long now = Libc.monotonicNs();
        assertTrue(before <= now && now <= System.nanoTime());
    }
}
