package io.tcbee.lab;

import static io.tcbee.lab.Direction.A_TO_B;
import static io.tcbee.lab.Direction.B_TO_A;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PathLogTest {
    @TempDir private Path folder;

    private final PathLog log = new PathLog();
    private final OneWay way = new OneWay(PathOptions.builder().dropData(2).build());

    @Test
    void rowsSurviveManyChunks() {
        for (int i = 0; i < 10_000; i++) {
            long _ = add(i, 1000 + i);
        }
        assertEquals(10_000, log.size());
        assertEquals(10_000, log.count(A_TO_B));
        assertEquals(0, log.count(B_TO_A));
        assertEquals(1, log.dropped(A_TO_B));
        PathLog.Row row = log.rows();
        for (int i = 0; i < 10_000; i++) {
            assertTrue(row.next());
            assertEquals(1000 + i, row.seq());
        }
        assertFalse(row.next());
    }

    @Test
    void whatDoesNotExistIsAbsentInText() throws IOException {
        log.departed(add(5, 4_000_000_000L), 6);
        long _ = add(7, 1);
        log.writeJsonLines(folder.resolve("log.jsonl"));
        assertEquals(
                """
                {"t_ns":5,"dir":"ab","version":4,"sport":40000,"dport":5001,"seq":4000000000,"ack":9,\
                "len":10,"flags":16,"action":"forward","queue_bytes":0,"queue_delay_ns":0,\
                "release_ns":5,"departure_ns":6}
                {"t_ns":7,"dir":"ab","version":4,"sport":40000,"dport":5001,"seq":1,"ack":9,\
                "len":10,"flags":16,"action":"drop_scripted","queue_bytes":0}
                """,
                Files.readString(folder.resolve("log.jsonl")));
        log.writeTsv(folder.resolve("log.tsv"));
        assertEquals(
                "7\tab\t4\t40000\t5001\t1\t9\t10\t16\tdrop_scripted\t0\t\t\t",
                Files.readAllLines(folder.resolve("log.tsv")).get(2));
    }

    private long add(long nowNs, long seq) {
        Packet packet = new Packet();
        packet.version = 4;
        packet.sourcePort = 40000;
        packet.destinationPort = 5001;
        packet.seq = (int) seq;
        packet.ack = 9;
        packet.payload = 10;
        packet.flags = 0x10;
        int actions = way.decide(packet, nowNs, 0);
        return log.append(A_TO_B, packet, nowNs, way, actions);
    }
}
