package io.tcbee.bench;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.tcbee.libbpf.BpfLink;
import io.tcbee.libbpf.BpfObject;
import io.tcbee.libbpf.BpfProgram.Direction;
import io.tcbee.libbpf.Cpus;
import io.tcbee.libbpf.NetDevice;
import io.tcbee.libbpf.TestRun;
import io.tcbee.model.TcbeeException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HexFormat;

/**
 * Sends TCP frames of 66 bytes (IPv4, timestamps) from {@link Namespaces#NEAR} to {@link
 * Namespaces#FAR} on one CPU, as fast as it goes, by XDP live frames: no sockets, no copies.
 *
 * <p>They are addressed to nobody: the stack of the receiver drops them right after its hooks.
 */
final class Frames implements AutoCloseable {
    private static final int CPU = 0;
    private static final int BATCH = 64;
    private static final int PER_CALL = 1 << 16;
    private static final int CLOCK_RUNS = 20;

    /** Ethernet; IPv4 without checksum; TCP 40000 to 5201, ACK; timestamps. */
    private static final byte[] FRAME =
            HexFormat.of()
                    .parseHex(
                            "020000000099"
                                    + "020000000001"
                                    + "0800"
                                    + "45000034"
                                    + "00004000"
                                    + "40060000"
                                    + "0a4f0001"
                                    + "0a4f0002"
                                    + "9c401451"
                                    + "00000001"
                                    + "00000001"
                                    + "801001f6"
                                    + "00000000"
                                    + "0101080a"
                                    + "00000001"
                                    + "00000001");

    private final Namespaces namespaces;
    private final BpfObject object;
    private BpfLink pass;
    private BpfLink nothing;

    private Frames(Namespaces namespaces, BpfObject object) {
        this.namespaces = namespaces;
        this.object = object;
    }

    static Frames open(Namespaces namespaces) {
        BpfObject object = BpfObject.open("frames", resource("frames.bpf.o"));
        int near =
                namespaces.within(Namespaces.NEAR, () -> NetDevice.named(Namespaces.NEAR).index());
        object.rodata("target_ifindex").set(JAVA_INT, 0, near);
        object.load();
        return new Frames(namespaces, object);
    }

    static byte[] frame() {
        ByteBuffer frame = ByteBuffer.wrap(FRAME.clone());
        int sum = 0;
        for (int at = 14; at < 34; at += 2) {
            sum += Short.toUnsignedInt(frame.getShort(at));
        }
        sum = (sum >>> 16) + (sum & 0xffff);
        frame.putShort(24, (short) ~((sum >>> 16) + sum));
        return frame.array();
    }

    /** Lets the receiver's interface take frames, by an XDP program that passes them on. */
    void takeFrames() {
        pass = namespaces.within(Namespaces.FAR, () -> object.program("pass").attachXdp(far()));
    }

    /** Lets the receiver's interface take frames, by an XDP program that drops them there. */
    BpfLink dropFrames() {
        return namespaces.within(Namespaces.FAR, () -> object.program("drop").attachXdp(far()));
    }

    /** The same, by the program of another object. */
    BpfLink dropFrames(BpfObject recorder) {
        return namespaces.within(
                Namespaces.FAR, () -> recorder.program("record_and_drop").attachXdp(far()));
    }

    /** Attaches the least that a program can do to what comes in there. */
    void doNothing() {
        nothing =
                namespaces.within(
                        Namespaces.FAR,
                        () -> object.program("nothing").attachTcx(far(), Direction.INGRESS));
    }

    /** What one look at the kernel's clock takes a program, ns: the best of some runs. */
    double clockNs() {
        return bestNs("clock_only") - bestNs("nothing");
    }

    private int bestNs(String program) {
        TestRun run = TestRun.of(object.program(program), frame());
        int best = Integer.MAX_VALUE;
        for (int i = 0; i < CLOCK_RUNS; i++) {
            best = Math.min(best, run.run(PER_CALL));
        }
        return best;
    }

    private static int far() {
        return NetDevice.named(Namespaces.FAR).index();
    }

    /**
     * Sends for about that long.
     *
     * @return frames per second that the receiver took
     */
    double send(Duration duration) {
        return namespaces.within(Namespaces.NEAR, () -> sendHere(duration));
    }

    private double sendHere(Duration duration) {
        Cpus.pin(CPU);
        TestRun run = TestRun.live(object.program("send"), frame(), BATCH);
        long before = namespaces.received(Namespaces.FAR);
        long start = System.nanoTime();
        long elapsed;
        do {
            run.run(PER_CALL);
            elapsed = System.nanoTime() - start;
        } while (elapsed < duration.toNanos());
        return (namespaces.received(Namespaces.FAR) - before) * 1e9 / elapsed;
    }

    static byte[] resource(String name) {
        String path = "/META-INF/tcbee/bench/" + name;
        try (InputStream in = Frames.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new TcbeeException("load the generator: no " + path + " in this build");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new TcbeeException("load the generator: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        if (nothing != null) {
            nothing.close();
        }
        if (pass != null) {
            pass.close();
        }
        object.close();
    }
}
