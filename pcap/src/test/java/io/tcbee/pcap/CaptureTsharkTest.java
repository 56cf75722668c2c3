package io.tcbee.pcap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every packet as tshark sees it: time, numbers, flags, lengths. */
class CaptureTsharkTest {
    @TempDir private Path folder;

    private static String run(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            try (InputStream out = process.getInputStream()) {
                String text = new String(out.readAllBytes(), StandardCharsets.UTF_8);
                assertEquals(0, process.waitFor(), String.join(" ", command));
                return text;
            }
        } catch (IOException e) {
            Assumptions.abort(command[0] + " is not installed: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return "";
    }

    private Path capture(String name) throws IOException {
        Path path = folder.resolve(name + ".pcap.gz");
        String resource = "/captures/" + name + ".pcap.gz";
        try (InputStream in = CaptureTsharkTest.class.getResourceAsStream(resource)) {
            Files.copy(in, path);
        }
        return path;
    }

    private static List<String> tshark(Path path) {
        String fields =
                run(
                        "tshark",
                        "-r",
                        path.toString(),
                        "-Y",
                        "tcp",
                        "-o",
                        "tcp.relative_sequence_numbers:false",
                        "-T",
                        "fields",
                        "-e",
                        "frame.time_epoch",
                        "-e",
                        "tcp.seq",
                        "-e",
                        "tcp.ack_raw",
                        "-e",
                        "tcp.flags",
                        "-e",
                        "tcp.len",
                        "-e",
                        "tcp.hdr_len");
        List<String> lines = new ArrayList<>();
        for (String line : fields.lines().toList()) {
            String[] values = line.split("\t", -1);
            String ns = values[0].replace(".", "");
            int flags = Integer.decode(values[3]) & 0x1ff;
            lines.add(
                    ns + " " + values[1] + " " + values[2] + " " + flags + " " + values[4] + " "
                            + values[5]);
        }
        return lines;
    }

    private static List<String> ours(Path path) {
        Seen seen = Seen.of(path);
        assertTrue(seen.complete());
        assertEquals(List.of(), seen.leftOut());
        return seen.packets().stream()
                .map(p ->
                        p.timeNs()
                                + " "
                                + p.seq()
                                + " "
                                + p.ack()
                                + " "
                                + p.flags()
                                + " "
                                + p.payload()
                                + " "
                                + p.tcpLength())
                .toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "clean.snd",
                "single_drop_fast.rcv",
                "synack_loss.rcv",
                "rr.snd",
                "tlp.snd",
                "dup.rcv",
                "rst_abort.snd"
            })
    void everyPacketIsAsTsharkSeesIt(String name) throws IOException {
        Path path = capture(name);
        assertEquals(tshark(path), ours(path));
    }

    @ParameterizedTest
    @ValueSource(strings = {"pcapng", "pcap", "nsecpcap"})
    void everyFormatThatEditcapWritesIsRead(String format) throws IOException {
        Path path = capture("rst_abort.snd");
        Path converted = folder.resolve("converted");
        String _ = run("editcap", "-F", format, path.toString(), converted.toString());
        assertEquals(tshark(converted), ours(converted));
    }

    @Test
    void interfacesThatMergecapPutTogetherAreInOrderOfTime() throws IOException {
        Path a = capture("rr.snd");
        Path b = capture("tlp.snd");
        Path merged = folder.resolve("merged");
        String _ =
                run("mergecap", "-I", "none", "-w", merged.toString(), a.toString(), b.toString());
        assertEquals(tshark(merged), ours(merged));
        assertEquals(2, Seen.of(merged).interfaces().size());
    }
}
