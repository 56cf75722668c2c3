package io.tcbee.libbpf;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tcbee.libbpf.BpfProgram.Direction;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The border on the running kernel: root, clang and a network namespace of its own. */
class BpfObjectTest {
    private static final String NETNS = "rk_border";
    private static final int LO = 1;
    private static final long MARKER = 0x7463626565L;

    private static byte[] elf;

    @BeforeAll
    static void makeNamespace(@TempDir Path folder) throws IOException, InterruptedException {
        Kernel.assumeRoot();
        elf = Kernel.tinyObject(folder);
        Kernel.run("ip", "netns", "add", NETNS);
        Kernel.run("ip", "-n", NETNS, "link", "set", "lo", "up");
    }

    @AfterAll
    static void removeNamespace() throws IOException, InterruptedException {
        if (elf != null) {
            Kernel.run("ip", "netns", "del", NETNS);
        }
    }

    @Test
    void tcxHandsEveryPacketToTheRing() throws Exception {
        inNamespace(() -> countsPackets(program -> program.attachTcx(LO, Direction.EGRESS)));
    }

    @Test
    void clsactHandsEveryPacketToTheRingAndLeavesNothing() throws Exception {
        inNamespace(() -> countsPackets(program -> program.attachClsact(LO, Direction.EGRESS)));

        assertFalse(Kernel.run("tc", "-n", NETNS, "qdisc", "show", "dev", "lo").contains("clsact"));
    }

    @Test
    void aClsactQdiscThatWasThereStays() throws Exception {
        Kernel.run("tc", "-n", NETNS, "qdisc", "add", "dev", "lo", "clsact");
        inNamespace(() -> countsPackets(program -> program.attachClsact(LO, Direction.EGRESS)));

        assertTrue(Kernel.run("tc", "-n", NETNS, "qdisc", "show", "dev", "lo").contains("clsact"));
        assertEquals("", Kernel.run("tc", "-n", NETNS, "filter", "show", "dev", "lo", "egress"));
        Kernel.run("tc", "-n", NETNS, "qdisc", "del", "dev", "lo", "clsact");
    }

    private interface Attach {
        BpfLink to(BpfProgram program);
    }

    private static void countsPackets(Attach attach) throws IOException {
        try (BpfObject object = open("packet")) {
            object.rodata("marker").set(JAVA_LONG, 0, MARKER);
            object.load();
            try (Arena arena = Arena.ofConfined()) {
                Ring ring =
                        new Ring(
                                object.map("level").memory(arena),
                                object.map("events").memory(arena));
                try (BpfLink _ = attach.to(object.program("packet"))) {
                    send(10);
                }
                send(5); // detached: not seen
                assertEquals(10, sum(object.map("packets")));
                long bytes = ring.drain(records -> assertEquals(MARKER, records.get(JAVA_LONG, 8)));
                assertEquals(160, bytes); // 10 x (8 + 8)
            }
        }
    }

    @Test
    void xdpSeesEveryPacket() throws Exception {
        inNamespace(() -> {
            try (BpfObject object = open("pass")) {
                object.load();
                try (BpfLink _ = object.program("pass").attachXdp(LO)) {
                    send(7);
                }
                assertEquals(7, sum(object.map("packets")));
            }
        });
    }

    @Test
    void runsAreCountedWhileStatsAreOn() throws Exception {
        inNamespace(() -> {
            try (BpfObject object = open("pass")) {
                object.load();
                BpfProgram program = object.program("pass");
                try (BpfLink _ = program.attachXdp(LO)) {
                    RunTime before = program.runTime();
                    try (RunStats _ = RunStats.enable()) {
                        send(7);
                    }
                    RunTime while7 = program.runTime().since(before);

                    assertEquals(7, while7.runs());
                    assertTrue(while7.nanoseconds() > 0, while7.toString());
                }
            }
        });
    }

    @Test
    void aTracepointIsAttachedAndHasANumber() {
        try (BpfObject object = open("traced")) {
            object.load();
            BpfProgram program = object.program("traced");
            try (BpfLink link = program.attach()) {
                assertEquals("tp_btf/tcp_probe", link.place());
                assertNotEquals(0, program.id());
                assertEquals(0, program.recursionMisses());
            }
        }
    }

    @Test
    void aMissingTracepointNamesTheProgram() {
        BpfException e = failure("untraceable");

        assertEquals("untraceable", e.program());
        assertTrue(e.getMessage().startsWith("load program untraceable: "), e.getMessage());
        assertTrue(e.log().contains("no_such_tracepoint"), e.log());
    }

    @Test
    void aRefusedProgramHasTheVerifiersLog() {
        BpfException e = failure("refused");

        assertEquals("refused", e.program());
        assertTrue(e.log().contains("invalid access to packet"), e.log());
    }

    private static BpfException failure(String program) {
        try (BpfObject object = open(program)) {
            return assertThrows(BpfException.class, object::load);
        }
    }

    @Test
    void aMissingMapIsNamed() {
        try (BpfObject object = open("packet")) {
            BpfException e = assertThrows(BpfException.class, () -> object.map("nope"));

            assertEquals("find map nope: No such file or directory (errno 2)", e.getMessage());
        }
    }

    @Test
    void aMissingGlobalIsNamed() {
        try (BpfObject object = open("packet")) {
            var e = assertThrows(IllegalArgumentException.class, () -> object.rodata("nope"));

            assertEquals("no such read-only global: variable=nope", e.getMessage());
        }
    }

    @Test
    void globalsHaveTheirInitialValues() {
        try (BpfObject object = open("packet")) {
            assertEquals(1, object.rodata("unused").get(JAVA_INT, 0));
        }
    }

    @Test
    void bytesThatAreNoObjectAreRefused() {
        assertThrows(BpfException.class, () -> BpfObject.open("noise", new byte[100]));
    }

    @Test
    void theKernelsTypesAreKnown() {
        try (Btf kernel = Btf.ofKernel()) {
            assertTrue(kernel.hasTracepoint("tcp_probe"));
            assertFalse(kernel.hasTracepoint("no_such_tracepoint"));
            // TP_PROTO(struct sock *sk, struct sk_buff *skb), include/trace/events/tcp.h
            assertEquals(2, kernel.tracepointArguments("tcp_probe"));
            assertEquals(0, kernel.tracepointArguments("no_such_tracepoint"));
            assertTrue(kernel.hasFunction("tcp_sendmsg"));
            assertFalse(kernel.hasFunction("no_such_function"));
        }
    }

    @Test
    void interfacesAreThoseOfTheNamespace() throws Exception {
        inNamespace(() -> {
            NetDevice lo = NetDevice.named("lo");
            assertEquals(new NetDevice("lo", LO, NetDevice.ARPHRD_LOOPBACK, 65536, true), lo);
        });
        BpfException e = assertThrows(BpfException.class, () -> NetDevice.named("rk_none"));
        assertEquals(BpfException.ENODEV, e.errno());
    }

    private static BpfObject open(String only) {
        BpfObject object = BpfObject.open("tiny", elf);
        List<BpfProgram> programs = object.programs();
        programs.forEach(program -> program.autoload(program.name().equals(only)));
        return object;
    }

    private static void send(int packets) throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            InetAddress lo = InetAddress.getLoopbackAddress();
            for (int i = 0; i < packets; i++) {
                socket.send(new DatagramPacket(new byte[1], 1, lo, socket.getLocalPort()));
            }
        }
    }

    private static long sum(BpfMap perCpu) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment values =
                    arena.allocate((long) perCpu.perCpuStride() * Cpus.possible(), 8);
            perCpu.lookup(0, values);
            long sum = 0;
            for (long at = 0; at < values.byteSize(); at += perCpu.perCpuStride()) {
                sum += values.get(JAVA_LONG, at);
            }
            return sum;
        }
    }

    private interface Body {
        void run() throws Exception;
    }

    /** Runs on a thread of its own inside the network namespace. */
    private static void inNamespace(Body body) throws Exception {
        FutureTask<Void> task =
                new FutureTask<>(() -> {
                    int fd = Libc.open("/run/netns/" + NETNS, Libc.O_RDONLY);
                    Libc.setns(fd, Libc.CLONE_NEWNET);
                    Libc.close(fd);
                    body.run();
                    return null;
                });
        Thread.ofPlatform().start(task);
        task.get();
    }
}
