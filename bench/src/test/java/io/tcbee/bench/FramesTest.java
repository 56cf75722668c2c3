package io.tcbee.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class FramesTest {
    /** RFC 1071: with the checksum in its place the words add up to all ones. */
    @Test
    void theFramesHeaderIsSound() {
        ByteBuffer frame = ByteBuffer.wrap(Frames.frame());
        assertEquals(66, frame.remaining());
        assertEquals(0x0800, frame.getShort(12));
        assertEquals(52, frame.getShort(16));
        int sum = 0;
        for (int at = 14; at < 34; at += 2) {
            sum += Short.toUnsignedInt(frame.getShort(at));
        }
        assertEquals(0xffff, (sum & 0xffff) + (sum >>> 16));
        assertEquals(5201, frame.getShort(36));
    }
}
