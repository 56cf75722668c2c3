package io.tcbee.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is remarkable about captures of which it is known what the path did. */
class FindingsCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir private Path folder;

    private int run(String... arguments) {
        return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    }

    /** The lines that {@code findings} prints of a capture, cell by cell, without the head. */
    private List<List<String>> findings(String name) throws IOException {
        Path capture = folder.resolve(name + ".pcap.gz");
        try (InputStream in =
                FindingsCommandTest.class.getResourceAsStream("/captures/" + name + ".pcap.gz")) {
            Files.copy(in, capture);
        }
        String database = folder.resolve(name + ".duckdb").toString();
        assertEquals(0, run("process", capture.toString(), "-o", database), err::toString);
        out.getBuffer().setLength(0);
        assertEquals(0, run("findings", database), err::toString);
        return out.toString().lines().skip(1).map(line -> List.of(line.split("\t", -1))).toList();
    }

    /** Each scenario raises its own and no other. */
    @ParameterizedTest
    @CsvSource({
        "clean.snd, ''",
        "single_drop_fast.snd, ''",
        "rr.snd, ''",
        "keepalive.snd, ''",
        "bufferbloat.snd, bufferbloat",
        "synack_loss.snd, syn_retries",
        "dup.rcv, path_duplicates",
        "zero_window.snd, zero_window",
        "blackout_rto.snd, timeout",
        "queue_overflow_cubic.snd, queue_overflow",
        "loss1pct_cubic.snd, loss_without_queue",
        // Its path had a deep queue, of 141 ms at most by its own log.
        "rst_abort.snd, bufferbloat reset_with_data_outstanding"
    })
    void eachScenarioRaisesItsOwn(String capture, String expected) throws IOException {
        Set<String> names = new TreeSet<>();
        findings(capture).forEach(cells -> names.add(cells.get(1)));
        assertEquals(expected, String.join(" ", names));
    }

    /**
     * The path's log: its queue first adds half of its greatest delay, 166 ms, to a packet of 1.35
     * s; the sender knows when that is acknowledged.
     */
    @Test
    void theEvidenceOfABloatedQueueIsWhenItWasFull() throws IOException {
        List<String> finding = findings("bufferbloat.snd").getFirst();

        assertEquals("client", finding.get(2));
        assertEquals("wire", finding.get(3));
        assertTrue(
                finding.get(4).startsWith("1.4") || finding.get(4).startsWith("1.5"),
                finding::toString);
        assertTrue(finding.get(5).contains(" ms to a round trip of 21."), finding::toString);
    }
}
