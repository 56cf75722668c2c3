package io.tcbee.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tcbee.libbpf.NetDevice;
import java.io.BufferedReader;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The way before Linux 6.6: filters that a killed process leaves, beside those of others. */
class ClsactTest {
    /** A classic BPF program that returns -1: the packet goes its way. */
    private static final String FOREIGN = "1,6 0 0 4294967295";

    private static Network network;

    @BeforeAll
    static void makeNetwork() throws Exception {
        network = Network.make();
    }

    @AfterAll
    static void removeNetwork() throws Exception {
        if (network != null) {
            network.close();
        }
    }

    @AfterEach
    void removeQdisc() throws Exception {
        if (qdiscs().contains("clsact")) {
            tc("qdisc", "del", "dev", Network.DEVICE, "clsact");
        }
    }

    @Test
    void whatAKilledProcessLeftIsRemovedWithItsQdisc() throws Exception {
        killed();
        assertTrue(filters("ingress").contains("packet_ingress"), filters("ingress"));

        List<String> sentences = removeLeftovers();

        assertEquals(2, sentences.size(), sentences.toString());
        assertTrue(sentences.getFirst().contains("(packet_ingress) at clsact/ingress"));
        assertTrue(sentences.getLast().contains("(packet_egress) at clsact/egress"));
        assertFalse(qdiscs().contains("clsact"), qdiscs());
    }

    @Test
    void filtersOfAProcessThatLivesAreNoLeftovers() throws Exception {
        Process holder = holder();
        try (BufferedReader output = holder.inputReader()) {
            Network.await(output, "READY");
            String before = filters("ingress") + filters("egress");

            assertEquals(List.of(), removeLeftovers());

            assertEquals(before, filters("ingress") + filters("egress"));
            assertTrue(before.contains("pref 1 "), "the first to be asked: " + before);
            end(holder);
        }
        assertFalse(qdiscs().contains("clsact"), qdiscs());
    }

    @Test
    void aFilterOfAnotherThatCameMeanwhileKeepsTheQdisc() throws Exception {
        Process holder = holder();
        try (BufferedReader output = holder.inputReader()) {
            Network.await(output, "READY");
            foreign("ingress", "all", "5");
            end(holder);
        }
        assertFalse(filters("ingress").contains("packet_ingress"), filters("ingress"));
        assertTrue(filters("ingress").contains("pref 5 bpf"), filters("ingress"));
    }

    @Test
    void aFilterOfAnotherIsNoLeftover() throws Exception {
        killed();
        foreign("egress", "all", "5");

        assertEquals(2, removeLeftovers().size());

        assertTrue(filters("egress").contains("pref 5 bpf"), filters("egress"));
        assertFalse(filters("egress").contains("packet_egress"), filters("egress"));
    }

    @Test
    void aPriorityThatIsTakenByAnotherProtocolIsNoHindrance() throws Exception {
        tc("qdisc", "add", "dev", Network.DEVICE, "clsact");
        foreign("ingress", "ip", "1");
        Process holder = holder();
        try (BufferedReader output = holder.inputReader()) {
            Network.await(output, "READY");
            assertTrue(filters("ingress").contains("packet_ingress"), filters("ingress"));
            end(holder);
        }
        assertTrue(filters("ingress").contains("pref 1 bpf"), filters("ingress"));
        assertFalse(filters("ingress").contains("packet_ingress"), filters("ingress"));
    }

    @Test
    void twoProcessesShareAnInterface() throws Exception {
        Process first = holder();
        Process second = holder();
        try (BufferedReader one = first.inputReader();
                BufferedReader two = second.inputReader()) {
            Network.await(one, "READY");
            Network.await(two, "READY");
            assertEquals(2, filters("ingress").split("packet_ingress:", -1).length - 1);
            end(first);
            assertEquals(1, filters("ingress").split("packet_ingress:", -1).length - 1);
            end(second);
        }
        assertFalse(filters("ingress").contains("packet_ingress"), filters("ingress"));
    }

    private static void killed() throws Exception {
        Process holder = holder();
        try (BufferedReader output = holder.inputReader()) {
            Network.await(output, "READY");
            holder.destroyForcibly().waitFor(); // SIGKILL
        }
    }

    private static Process holder() throws Exception {
        return Network.java(Network.HERE, ClsactHolder.class, Network.DEVICE);
    }

    private static void end(Process holder) throws Exception {
        holder.getOutputStream().write('\n');
        holder.getOutputStream().flush();
        assertEquals(0, holder.waitFor());
    }

    private static List<String> removeLeftovers() throws Exception {
        return Network.in(
                Network.HERE,
                () ->
                        Neighbours.removeLeftovers(
                                Network.DEVICE, NetDevice.named(Network.DEVICE).index()));
    }

    private static void foreign(String direction, String protocol, String priority)
            throws Exception {
        tc(
                "filter",
                "add",
                "dev",
                Network.DEVICE,
                direction,
                "protocol",
                protocol,
                "prio",
                priority,
                "bpf",
                "bytecode",
                FOREIGN);
    }

    private static String filters(String direction) throws Exception {
        return tc("filter", "show", "dev", Network.DEVICE, direction);
    }

    private static String qdiscs() throws Exception {
        return tc("qdisc", "show", "dev", Network.DEVICE);
    }

    private static String tc(String... arguments) throws Exception {
        String[] command = new String[arguments.length + 3];
        command[0] = "tc";
        command[1] = "-n";
        command[2] = Network.HERE;
        System.arraycopy(arguments, 0, command, 3, arguments.length);
        return Network.run(command);
    }
}
