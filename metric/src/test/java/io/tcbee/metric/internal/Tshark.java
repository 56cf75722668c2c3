package io.tcbee.metric.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The tshark that is installed, if it is the one whose flags are to be met. */
final class Tshark {
    private static final String VERSION = "TShark (Wireshark) 4.0.17 ";
    private static final List<String> NUMBERS =
            List.of(
                    "frame.number",
                    "tcp.completeness",
                    "tcp.analysis.duplicate_ack_num",
                    "tcp.analysis.rto",
                    "tcp.analysis.ack_rtt",
                    "tcp.analysis.bytes_in_flight",
                    "tcp.analysis.initial_rtt");

    /** What it says of one frame; 0 where it says nothing. */
    record Frame(
            int number,
            int completeness,
            int flags,
            int duplicateNumber,
            long rtoNs,
            long ackRttNs,
            int bytesInFlight,
            long initialRttNs) {

        /** tshark tells the initial round-trip time with some packets only. */
        boolean sameAs(Frame ours) {
            Frame known = initialRttNs != 0 ? this : withInitialRttNs(ours.initialRttNs);
            return known.equals(ours);
        }

        private Frame withInitialRttNs(long ns) {
            return new Frame(
                    number,
                    completeness,
                    flags,
                    duplicateNumber,
                    rtoNs,
                    ackRttNs,
                    bytesInFlight,
                    ns);
        }

        @Override
        public String toString() {
            String names =
                    Arrays.stream(WiresharkFlag.values())
                            .filter(flag -> flag.in(flags))
                            .map(WiresharkFlag::field)
                            .collect(Collectors.joining(" "));
            return String.format(
                    "frame %d: %s, completeness %d, dup %d, rto %d, rtt %d, flight %d, irtt %d",
                    number,
                    names,
                    completeness,
                    duplicateNumber,
                    rtoNs,
                    ackRttNs,
                    bytesInFlight,
                    initialRttNs);
        }
    }

    private Tshark() {}

    /** Skips the test, with the reason, without tshark of that version. */
    static void require() throws InterruptedException {
        String version;
        try {
            version = run(List.of("tshark", "--version"));
        } catch (IOException e) {
            assumeTrue(false, "tshark is not installed: " + e.getMessage());
            return;
        }
        String first = version.lines().findFirst().orElse("");
        assumeTrue(first.startsWith(VERSION), "needs tshark 4.0.17, found " + first);
    }

    /** Every TCP segment of the capture. */
    static List<Frame> frames(Path capture) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("tshark", "-n", "-r", capture.toString()));
        command.addAll(List.of("-Y", "tcp && !icmp && !icmpv6", "-T", "fields"));
        command.addAll(List.of("-E", "occurrence=f", "-o", "tcp.relative_sequence_numbers:false"));
        command.addAll(List.of("-o", "ip.defragment:FALSE"));
        NUMBERS.forEach(field -> command.addAll(List.of("-e", field)));
        for (WiresharkFlag flag : WiresharkFlag.values()) {
            command.addAll(List.of("-e", "tcp.analysis." + flag.field()));
        }
        return run(command).lines().map(Tshark::frame).toList();
    }

    private static Frame frame(String line) {
        String[] cells = line.split("\t", -1);
        int flags = 0;
        for (WiresharkFlag flag : WiresharkFlag.values()) {
            if (!cells[NUMBERS.size() + flag.place()].isEmpty()) {
                flags |= flag.bit();
            }
        }
        return new Frame(
                (int) number(cells[0]),
                (int) number(cells[1]),
                flags,
                (int) number(cells[2]),
                nanoseconds(cells[3]),
                nanoseconds(cells[4]),
                (int) number(cells[5]),
                nanoseconds(cells[6]));
    }

    private static long number(String cell) {
        return cell.isEmpty() ? 0 : Long.parseLong(cell);
    }

    private static long nanoseconds(String cell) {
        return cell.isEmpty() ? 0 : new BigDecimal(cell).movePointRight(9).longValueExact();
    }

    static String run(List<String> command) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), () -> String.join(" ", command));
        return text;
    }
}
