package io.tcbee.pcap;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tcbee.trace.EventCursor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Captures that were damaged on purpose: a sentence or fewer packets, never anything else. */
class CaptureDamageTest {
    private static final long SEED = 20_261_123;
    private static final int DAMAGED = 10_000;
    private static final int LENGTH = 6000;
    private static final int LEAST_RECORD = 16;
    private static final int[] ODD_LENGTHS = {
        0, 1, -1, Integer.MAX_VALUE, Integer.MIN_VALUE, 65_535
    };

    @TempDir private Path folder;

    private final Random random = new Random(SEED);

    private static byte[] capture(String name) throws IOException {
        String path = "/captures/" + name + ".pcap.gz";
        try (InputStream in =
                new GZIPInputStream(CaptureDamageTest.class.getResourceAsStream(path))) {
            return in.readNBytes(LENGTH);
        }
    }

    private static byte[] nextGeneration(ByteOrder order) {
        PcapngFile file = new PcapngFile(order);
        for (int section = 0; section < 3; section++) {
            file.interfaceBlock(LinkLayer.ETHERNET, "").interfaceBlock(LinkLayer.COOKED2, "");
            for (int i = 0; i < 10; i++) {
                byte[] ip =
                        Frames.ipv6(
                                0,
                                "2c00000000000000 0600000000000007",
                                Frames.tcp(
                                        i, Frames.SYN, 20, "020405b4 0402080a 00000001 00000002"));
                String comment =
                        order == ByteOrder.BIG_ENDIAN ? "00010003 61626300" : "01000300 61626300";
                file.packet(
                        0,
                        i,
                        Frames.behind("020000000001 020000000002 8100 0001 86dd", ip),
                        comment);
                file.packet(
                        1,
                        i,
                        Frames.behind("86dd 0000 00000003 0001 04 06 0200000000010000", ip),
                        "");
            }
            file.section(section == 1 ? ByteOrder.BIG_ENDIAN : order);
        }
        return file.array();
    }

    private static List<byte[]> sound() throws IOException {
        List<byte[]> all = new ArrayList<>();
        for (String name : List.of("clean.snd", "rst_abort.snd", "synack_loss.rcv")) {
            all.add(capture(name));
        }
        all.add(nextGeneration(ByteOrder.LITTLE_ENDIAN));
        all.add(nextGeneration(ByteOrder.BIG_ENDIAN));
        all.add(Seen.gzip(capture("rr.snd")));
        return all;
    }

    private byte[] damage(byte[] sound) {
        byte[] bytes = sound.clone();
        switch (random.nextInt(4)) {
            case 0 -> {
                return Arrays.copyOf(bytes, random.nextInt(bytes.length));
            }
            case 1 -> {
                for (int i = random.nextInt(20); i >= 0; i--) {
                    bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
                }
            }
            case 2 -> {
                for (int i = random.nextInt(3); i >= 0; i--) {
                    int word = ODD_LENGTHS[random.nextInt(ODD_LENGTHS.length)];
                    byte[] odd = new Bytes(ByteOrder.LITTLE_ENDIAN).u32(word).array();
                    int at = random.nextInt(bytes.length / 4) * 4;
                    System.arraycopy(odd, 0, bytes, at, Math.min(4, bytes.length - at));
                }
            }
            default -> {
                int from = random.nextInt(bytes.length);
                int to = from + random.nextInt(bytes.length - from);
                byte[] shorter = Arrays.copyOf(bytes, bytes.length - (to - from));
                System.arraycopy(bytes, to, shorter, from, bytes.length - to);
                return shorter;
            }
        }
        return bytes;
    }

    @Test
    void tenThousandDamagedCapturesAreReadWithoutCrashOrHang() throws IOException {
        List<byte[]> sound = sound();
        Path path = folder.resolve("damaged");
        long packets = 0;
        int refused = 0;
        for (int i = 0; i < DAMAGED; i++) {
            byte[] bytes = damage(sound.get(i % sound.size()));
            Files.write(path, bytes);
            try (CaptureReader reader = CaptureReader.open(path)) {
                EventCursor events = reader.events();
                while (events.next()) {
                    packets++;
                }
                assertTrue(reader.packets() <= 40L * LENGTH / LEAST_RECORD, "damage " + i);
                assertTrue(reader.damages().size() + reader.leftOut().size() < 1000);
            } catch (CaptureException e) {
                refused++; // its first bytes were hit
                assertTrue(e.getMessage().startsWith("read " + path), e.getMessage());
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + SEED + ", damage " + i, e);
            }
        }
        assertTrue(packets > DAMAGED, "packets=" + packets);
        assertTrue(refused < DAMAGED / 4, "refused=" + refused);
    }
}
