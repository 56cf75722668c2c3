package io.tcbee.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tcbee.it.Decisions.Event;
import io.tcbee.lab.Lab;
import io.tcbee.lab.PathOptions;
import io.tcbee.lab.Transfer;
import io.tcbee.model.EventHeader;
import io.tcbee.model.TcpRcvbufGrow;
import io.tcbee.model.TcpState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The growth of the receive buffer (net/ipv4/tcp_input.c, tcp_rcv_space_adjust). */
@ExtendWith(WithheldCalls.class)
class ReceiveBufferTest {
    @TempDir private Path folder;

    @BeforeEach
    void needs() {
        Needs.lab();
    }

    @Test
    void theBufferGrowsOnlyWhereAnEventTellsIt() throws Exception {
        PathOptions there =
                PathOptions.builder().rateMbit(100).delayMs(20).queueBytes(4_000_000).build();
        Decisions seen;
        try (Lab lab = Lab.open(there, PathOptions.delay(Duration.ofMillis(20)))) {
            seen =
                    Decisions.of(
                            lab.server(),
                            folder.resolve("x.tcbee"),
                            () -> lab.transfer(Transfer.of(12_000_000)));
        }

        List<Event> grows = seen.all(TcpRcvbufGrow.TYPE);
        assertTrue(grows.size() > 1, "a fast transfer over 40 ms makes the buffer grow");
        long cookie = grows.getFirst().get(EventHeader.COOKIE);
        for (Event grow : grows) {
            assertEquals(cookie, grow.get(EventHeader.COOKIE));
            assertTrue(
                    grow.get(TcpRcvbufGrow.COPIED) > grow.get(TcpRcvbufGrow.RCVQ_SPACE_OLD),
                    "read more than ever before: " + grow);
        }
        assertEquals(List.of(), growthsWithoutAnEvent(seen, cookie));
    }

    /** States of a larger buffer than before that no event of its growth precedes. */
    private static List<Event> growthsWithoutAnEvent(Decisions seen, long cookie) {
        List<Event> untold = new java.util.ArrayList<>();
        long size = Long.MAX_VALUE;
        boolean told = false;
        for (Event event : seen.events()) {
            if (event.get(EventHeader.COOKIE) != cookie
                    || !event.numbers().containsKey(TcpState.SK_RCVBUF.name())) {
                continue;
            }
            if (event.get(TcpState.SK_RCVBUF) > size && !told) {
                untold.add(event);
            }
            told =
                    event.type() == TcpRcvbufGrow.TYPE.id()
                            || (told && event.get(TcpState.SK_RCVBUF) == size);
            size = event.get(TcpState.SK_RCVBUF);
        }
        return untold;
    }
}
