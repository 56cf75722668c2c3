package io.tcbee.metric.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;

/**
 * A capture of two hosts that know nothing of TCP: numbers, windows and times are drawn from those
 * at which an analysis decides, so that every rule meets every other.
 */
final class RandomCapture {
    private static final int PACKETS = 1500;
    private static final int[] LENGTHS = {0, 0, 0, 1, 1, 2, 100, 100, 1000};
    private static final int[] WINDOWS = {0, 1, 10, 100, 100, 1000};
    private static final long[] GAPS_NS = {
        0, 1000, 100_000, 2_000_000, 2_999_999, 3_000_000, 10_000_000, 25_000_000, 1_000_000_000
    };

    private final Random random;
    private final ByteBuffer file = ByteBuffer.allocate(24 + PACKETS * 128);
    private final int[][] next = new int[4][2];
    private final int[][] window = new int[4][2];
    private final boolean[][] begun = new boolean[4][2];
    private long timeNs = 1_700_000_000_000_000_000L;

    private RandomCapture(long seed) {
        random = new Random(seed);
        file.order(ByteOrder.LITTLE_ENDIAN).putInt(0xa1b2_3c4d).putShort((short) 2);
        file.putShort((short) 4).putLong(0).putInt(65535).putInt(101);
    }

    /** Writes a pcap that is the same for the same seed. */
    static void write(Path path, long seed) throws IOException {
        RandomCapture capture = new RandomCapture(seed);
        for (int i = 0; i < PACKETS; i++) {
            capture.packet();
        }
        Files.write(path, Arrays.copyOf(capture.file.array(), capture.file.position()));
    }

    private void packet() {
        int connection = random.nextInt(4);
        int side = random.nextInt(2);
        int control = control(connection, side);
        boolean syn = (control & 2) != 0;
        int length = syn && random.nextInt(8) > 0 ? 0 : pick(LENGTHS);
        int[] own = next[connection];
        int seq = own[side] + offset(length);
        if (syn && random.nextInt(8) == 0) {
            own[side] = random.nextBoolean() ? -random.nextInt(3000) : random.nextInt();
            seq = own[side];
        } else if (syn) {
            seq = begun[connection][side] ? seq : own[side];
        }
        int ack =
                (control & 16) == 0 ? 0 : own[1 - side] + (random.nextInt(3) > 0 ? 0 : offset(100));
        if (random.nextInt(4) == 0) {
            window[connection][side] = pick(WINDOWS);
        }
        timeNs += GAPS_NS[random.nextInt(GAPS_NS.length)];
        write(connection, side, control, seq, ack, window[connection][side], length);
        int end = seq + length + ((control & 3) != 0 ? 1 : 0);
        if (end - own[side] > 0 || !begun[connection][side]) {
            own[side] = end;
        }
        begun[connection][side] = true;
    }

    private int control(int connection, int side) {
        int draw = random.nextInt(400);
        boolean first = !begun[connection][side] && random.nextInt(4) > 0;
        if (first || draw == 0) {
            return side == 0 ? 2 : 18;
        }
        return draw < 3 ? 17 : draw < 4 ? 4 : draw < 5 ? 20 : draw < 7 ? 0 : draw < 100 ? 24 : 16;
    }

    private int offset(int length) {
        return switch (random.nextInt(14)) {
            case 0 -> -1;
            case 1 -> -length;
            case 2 -> length;
            case 3 -> -length - 1;
            case 4 -> 1;
            case 5 -> -random.nextInt(300);
            case 6 -> random.nextInt(60) == 0 ? random.nextInt() : 0;
            default -> 0;
        };
    }

    private int pick(int[] of) {
        return of[random.nextInt(of.length)];
    }

    private void write(
            int connection, int side, int control, int seq, int ack, int window, int length) {
        ByteBuffer options = options((control & 2) != 0, ack);
        int header = 40 + options.remaining();
        file.order(ByteOrder.LITTLE_ENDIAN);
        file.putInt((int) (timeNs / 1_000_000_000)).putInt((int) (timeNs % 1_000_000_000));
        file.putInt(header).putInt(header + length);
        file.order(ByteOrder.BIG_ENDIAN);
        file.putShort((short) 0x4500).putShort((short) (header + length)).putInt(0);
        file.putInt(0x4006_0000).putInt(0x0a00_0001 + side).putInt(0x0a00_0002 - side);
        int port = 40_000 + connection;
        file.putShort((short) (side == 0 ? port : 7777))
                .putShort((short) (side == 0 ? 7777 : port));
        file.putInt(seq).putInt(ack);
        file.putShort((short) (((header - 20) / 4) << 12 | control)).putShort((short) window);
        file.putInt(0).put(options);
    }

    private ByteBuffer options(boolean syn, int ack) {
        ByteBuffer options = ByteBuffer.allocate(40);
        if (syn && random.nextInt(4) > 0) {
            options.putInt(0x0303_0001 + 256 * random.nextInt(4));
        } else if (!syn && random.nextInt(4) == 0) {
            int blocks = 1 + random.nextInt(4);
            options.putShort((short) 0x0101).put((byte) 5).put((byte) (2 + 8 * blocks));
            for (int i = 0; i < blocks; i++) {
                int left = ack + 10 + 20 * i;
                options.putInt(left).putInt(left + random.nextInt(20));
            }
        }
        return options.flip();
    }
}
