package io.tcbee.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tcbee.trace.HookCounts;
import io.tcbee.trace.LossReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The small things that limits, parts, groups and rights are made of. */
class LimitsTest {
    @TempDir private Path folder;

    @Test
    void thePartsOfATraceAreNumberedBeforeItsExtension() {
        PartNames names = new PartNames(folder.resolve("a.b.tcbee"));
        assertEquals(folder.resolve("a.b.0001.tcbee"), names.part(1));
        assertEquals(folder.resolve("a.b.12345.tcbee"), names.part(12345));
        assertEquals(folder.resolve("trace.0007"), new PartNames(folder.resolve("trace")).part(7));
    }

    @Test
    void onlyTracesOfItsNameAreOlderParts() throws IOException {
        byte[] magic = {(byte) 0x89, 'T', 'C', 'B', 'E', 'E', '\r', '\n'};
        Path part = Files.write(folder.resolve("a.0042.tcbee"), magic);
        Path _ = Files.write(folder.resolve("ab.0042.tcbee"), magic);
        Path _ = Files.write(folder.resolve("a.42.tcbee"), magic);
        Path _ = Files.writeString(folder.resolve("a.2026.tcbee"), "a letter");
        assertEquals(List.of(part), new PartNames(folder.resolve("a.tcbee")).existing());
    }

    @Test
    void theSumOverThePartsIsWhatWasCounted() {
        PartCounts counts = new PartCounts();
        HookCounts first = new HookCounts(3, 1, 10, 2, 8, 1, 0);
        HookCounts whole = new HookCounts(3, 1, 25, 4, 21, 3, 5);
        assertEquals(List.of(first), counts.since(List.of(first)));
        assertEquals(List.of(new HookCounts(3, 1, 15, 2, 13, 2, 5)), counts.since(List.of(whole)));
        assertEquals(List.of(), counts.since(List.of(whole)));
    }

    @Test
    void whatALimitLeavesOutIsToldByCpu() {
        LeftOut leftOut = new LeftOut();
        assertNull(leftOut.report(9));
        leftOut.begin(5);
        leftOut.add(1, 2);
        leftOut.add(0, 7);
        leftOut.add(1, 1);
        assertEquals(10, leftOut.events());
        assertEquals(
                new LossReport(
                        5,
                        9,
                        List.of(
                                new LossReport.Loss(LossReport.BY_LIMIT, 0, 7),
                                new LossReport.Loss(LossReport.BY_LIMIT, 1, 3))),
                leftOut.report(9));
    }

    @Test
    void limitsThatCannotBeAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> Limits.NONE.withMaxBytes(4096));
        assertThrows(IllegalArgumentException.class, () -> Limits.NONE.withMaxEvents(-1));
        assertThrows(IllegalArgumentException.class, () -> Limits.NONE.withRotation(0, 3));
        assertFalse(Limits.NONE.rotates());
        assertTrue(Limits.NONE.withRotation(1 << 20, 0).rotates());
    }

    @Test
    void socketsAreRecordedWhateverIsChosen() {
        RecordOptions options = RecordOptions.of(folder.resolve("a"), List.of());
        assertEquals(
                EnumSet.of(Group.SOCKETS, Group.CALLS),
                options.withGroups(EnumSet.of(Group.CALLS)).groups());
        assertEquals(EnumSet.complementOf(EnumSet.of(Group.DROPS, Group.CWND)), options.groups());
    }

    @Test
    void whatIsLackingIsOneSentence() {
        assertEquals(Optional.empty(), Rights.lacking(List.of(), true));
        assertEquals(Optional.of("CAP_BPF is lacking"), Rights.lacking(List.of("CAP_BPF"), true));
        assertEquals(
                Optional.of("CAP_BPF, CAP_PERFMON are lacking"),
                Rights.lacking(List.of("CAP_BPF", "CAP_PERFMON"), true));
        assertEquals(
                Optional.of("the root of a user namespace may not load BPF programs"),
                Rights.lacking(List.of(), false));
    }
}
