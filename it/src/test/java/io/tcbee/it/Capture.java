package io.tcbee.it;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What {@code tcpdump} writes of one device while it runs, and a reader of that (pcap savefile).
 */
final class Capture {
    private static final int FILE_HEADER = 24;
    private static final int PACKET_HEADER = 16;
    private static final int MAGIC_US = 0xa1b2c3d4;
    private static final int MAGIC_NS = 0xa1b23c4d;

    private final Process process;
    private final BufferedReader errors;
    private final Path file;

    private Capture(Process process, BufferedReader errors, Path file) {
        this.process = process;
        this.errors = errors;
        this.file = file;
    }

    /** A packet of a savefile. */
    record Frame(int linkType, ByteBuffer bytes, int length) {}

    /** Starts {@code tcpdump} and returns once it captures. */
    static Capture start(Namespace namespace, String device, Path folder) {
        Path file = folder.resolve(device + ".pcap");
        try {
            Process process =
                    namespace
                            .command(
                                    "tcpdump",
                                    "-i",
                                    device,
                                    "-w",
                                    file.toString(),
                                    "-U",
                                    "-s",
                                    "256",
                                    "-B",
                                    "65536",
                                    "-Z",
                                    "root",
                                    "--immediate-mode")
                            .start();
            BufferedReader errors = process.errorReader(StandardCharsets.UTF_8);
            StringBuilder said = new StringBuilder();
            for (String line = errors.readLine(); line != null; line = errors.readLine()) {
                said.append(line).append('\n');
                if (line.contains("listening on")) {
                    return new Capture(process, errors, file);
                }
            }
            throw new AssertionError("tcpdump: " + said);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Ends it; it must have lost nothing. */
    List<Frame> stop() {
        try {
            Thread.sleep(300); // tcpdump reads what came before the signal
            process.toHandle().destroy();
            StringBuilder said = new StringBuilder();
            for (String line = errors.readLine(); line != null; line = errors.readLine()) {
                said.append(line).append('\n');
            }
            process.waitFor();
            if (!said.toString().contains("\n0 packets dropped by kernel")) {
                throw new AssertionError("tcpdump lost packets: " + said);
            }
            return read(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    static List<Frame> read(Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        int magic = bytes.getInt(0);
        if (magic != MAGIC_US && magic != MAGIC_NS) {
            bytes.order(ByteOrder.BIG_ENDIAN);
        }
        int linkType = bytes.getInt(20);
        List<Frame> frames = new ArrayList<>();
        for (int at = FILE_HEADER; at < bytes.capacity(); ) {
            int captured = bytes.getInt(at + 8);
            int length = bytes.getInt(at + 12);
            frames.add(new Frame(linkType, bytes.slice(at + PACKET_HEADER, captured), length));
            at += PACKET_HEADER + captured;
        }
        return frames;
    }
}
