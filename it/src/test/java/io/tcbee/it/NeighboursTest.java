package io.tcbee.it;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tcbee.it.Tcbee.Recording;
import io.tcbee.it.Tcbee.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs of others at an interface: named, and left alone. */
class NeighboursTest {
    private static final String SOURCE =
            """
            #include <linux/bpf.h>
            #include <bpf/bpf_helpers.h>
            char LICENSE[] SEC("license") = "GPL";
            SEC("xdp") int foreign_xdp(struct xdp_md *ctx) { return XDP_PASS; }
            SEC("tc") int foreign_tc(struct __sk_buff *skb) { return 0; }
            """;

    @TempDir private Path folder;
    private Path object;

    @BeforeEach
    void needs() throws IOException {
        Needs.lab();
        Needs.command("clang");
        Needs.command("tc");
        Path source = Files.writeString(folder.resolve("foreign.c"), SOURCE);
        object = folder.resolve("foreign.o");
        Shell.run(
                "clang",
                "-O2",
                "-g",
                "-target",
                "bpf",
                "-I/usr/include/"
                        + System.getProperty("os.arch").replace("amd64", "x86_64")
                        + "-linux-gnu",
                "-c",
                source.toString(),
                "-o",
                object.toString());
    }

    @Test
    void xdpThatIsTakenIsRefusedAndNamed() {
        try (Veth veth = Veth.open()) {
            foreignXdp(veth);
            String before = link(veth);
            String id = before.replaceAll("(?s).*prog/xdp id (\\d+).*", "$1");

            Result refused = record(veth, "--ingress", "xdp", "--duration", "1s");

            assertAll(
                    () -> assertEquals(1, refused.exit(), refused::err),
                    () -> assertEquals(1, refused.err().lines().count(), refused::err),
                    () ->
                            assertTrue(
                                    refused.err().contains("program " + id + " (foreign_xdp)"),
                                    refused::err),
                    () -> assertEquals(before, link(veth)),
                    () -> assertFalse(Files.exists(folder.resolve("n.tcbee"))));
        }
    }

    @Test
    void programsOfOthersAreNamedAndLeftWhileWeRecordBesideThem() {
        Needs.command("iperf3");
        try (Veth veth = Veth.open()) {
            foreignXdp(veth);
            foreignFilter(veth);
            String xdp = link(veth);
            String filters = filters(veth);
            Recording recording =
                    Recording.start(
                            veth.inClient(
                                    Tcbee.LAUNCHER,
                                    "record",
                                    veth.device(),
                                    "-q",
                                    "-o",
                                    folder.resolve("n.tcbee").toString()));
            veth.iperf3(Duration.ofSeconds(1), 1);
            Result ended = recording.stop();
            assertAll(
                    () -> assertEquals(0, ended.exit(), ended::out),
                    () -> assertTrue(ended.out().contains("(foreign_xdp) at xdp of"), ended::out),
                    () ->
                            assertTrue(
                                    ended.out().contains("(foreign_tc) at clsact/ingress of"),
                                    ended::out),
                    () -> assertEquals(xdp, link(veth)),
                    () -> assertEquals(filters, filters(veth)));
        }
    }

    private static String link(Veth veth) {
        return Shell.run(veth.inClient("ip", "-d", "link", "show", veth.device()));
    }

    private static String filters(Veth veth) {
        return Shell.run(veth.inClient("tc", "filter", "show", "dev", veth.device(), "ingress"));
    }

    private void foreignXdp(Veth veth) {
        Shell.run(
                veth.inClient(
                        "ip",
                        "link",
                        "set",
                        "dev",
                        veth.device(),
                        "xdpgeneric",
                        "obj",
                        object.toString(),
                        "sec",
                        "xdp"));
    }

    private void foreignFilter(Veth veth) {
        Shell.run(veth.inClient("tc", "qdisc", "add", "dev", veth.device(), "clsact"));
        Shell.run(
                veth.inClient(
                        "tc",
                        "filter",
                        "add",
                        "dev",
                        veth.device(),
                        "ingress",
                        "bpf",
                        "da",
                        "obj",
                        object.toString(),
                        "sec",
                        "tc"));
    }

    private Result record(Veth veth, String... options) {
        String[] command = new String[options.length + 5];
        command[0] = Tcbee.LAUNCHER;
        command[1] = "record";
        command[2] = veth.device();
        command[3] = "-o";
        command[4] = folder.resolve("n.tcbee").toString();
        System.arraycopy(options, 0, command, 5, options.length);
        return Tcbee.run(veth.inClient(command));
    }
}
