package io.tcbee.libbpf;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Runs a program without its hook, on a packet of one's own ({@code BPF_PROG_TEST_RUN}): for tests
 * and measurements. Made once, run often; a run allocates nothing. One thread at a time.
 */
public final class TestRun {
    /** {@code BPF_F_TEST_XDP_LIVE_FRAMES} (include/uapi/linux/bpf.h, Linux 5.18). */
    private static final int LIVE_FRAMES = 2;

    // struct bpf_test_run_opts (libbpf, bpf.h)
    private static final long BYTES = 80;
    private static final long DATA_IN = 8;
    private static final long DATA_SIZE_IN = 24;
    private static final long CTX_IN = 32;
    private static final long CTX_SIZE_IN = 48;
    private static final long REPEAT = 60;
    private static final long DURATION = 64;
    private static final long FLAGS = 68;
    private static final long BATCH_SIZE = 76;

    // struct xdp_md: u32 data, u32 data_end
    private static final long XDP_MD_BYTES = 24;

    private static final Native RUN = Libbpf.function("bpf_prog_test_run_opts");

    private final BpfProgram program;
    private final MemorySegment options = Arena.ofAuto().allocate(BYTES, 8);

    @SuppressWarnings("UnusedVariable") // the kernel reads it by its address
    private final MemorySegment packet;

    private TestRun(BpfProgram program, byte[] packet) {
        this.program = program;
        this.packet = Arena.ofAuto().allocate(packet.length, 8);
        MemorySegment.copy(packet, 0, this.packet, JAVA_BYTE, 0, packet.length);
        options.set(JAVA_LONG, 0, BYTES);
        options.set(ADDRESS, DATA_IN, this.packet);
        options.set(JAVA_INT, DATA_SIZE_IN, packet.length);
    }

    /** Runs of a loaded program on {@code packet}, which begins with an Ethernet header. */
    public static TestRun of(BpfProgram program, byte[] packet) {
        return new TestRun(program, packet);
    }

    /**
     * Runs of a loaded XDP program on frames that really go where it sends them, out of the calling
     * thread's network namespace.
     *
     * @param batch frames that are made at once, 256 at most
     */
    public static TestRun live(BpfProgram program, byte[] packet, int batch) {
        TestRun run = new TestRun(program, packet);
        MemorySegment context = Arena.ofAuto().allocate(XDP_MD_BYTES, 8);
        context.set(JAVA_INT, 4, packet.length);
        run.options.set(ADDRESS, CTX_IN, context);
        run.options.set(JAVA_INT, CTX_SIZE_IN, (int) XDP_MD_BYTES);
        run.options.set(JAVA_INT, FLAGS, LIVE_FRAMES);
        run.options.set(JAVA_INT, BATCH_SIZE, batch);
        run.context = context;
        return run;
    }

    @SuppressWarnings({"UnusedVariable", "FieldCanBeLocal"}) // as the packet
    private MemorySegment context;

    /**
     * Runs it {@code times} in a row on this CPU.
     *
     * @return mean ns per run as the kernel took them; of live frames 0
     */
    public int run(int times) {
        options.set(JAVA_INT, REPEAT, times);
        Libbpf.check("run " + program.name(), (int) RUN.call(program.fd(), options.address()));
        return options.get(JAVA_INT, DURATION);
    }
}
