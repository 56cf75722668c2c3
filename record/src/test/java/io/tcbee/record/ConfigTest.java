package io.tcbee.record;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tcbee.libbpf.Ring;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What {@code record} shares with {@code bpf/include/tcbee/config.h}. */
class ConfigTest {
    @Test
    void theStructIsAsClangLaidItOut() throws IOException {
        assertEquals(
                Map.ofEntries(
                        Map.entry("target_netns", Config.TARGET_NETNS),
                        Map.entry("packet_netns", Config.PACKET_NETNS),
                        Map.entry("packet_hook", Config.PACKET_HOOK),
                        Map.entry("retransmit_err", Config.RETRANSMIT_ERR),
                        Map.entry("jiffy_us", Config.JIFFY_US),
                        Map.entry("recorder_pid", Config.RECORDER_PID),
                        Map.entry("ring_segments", Config.RING_SEGMENTS),
                        Map.entry("ring_segments_nested", Config.RING_SEGMENTS_NESTED),
                        Map.entry("packet_state", Config.PACKET_STATE),
                        Map.entry("reset_reason", Config.RESET_REASON),
                        Map.entry("kfree_rx_sk", Config.KFREE_RX_SK),
                        Map.entry("(size)", Config.BYTES)),
                layout("recorder_config"));
    }

    @Test
    void theFilterIsAsClangLaidItOut() throws IOException {
        Map<String, Long> filter = new TreeMap<>();
        filter.put("ports", FilterConfig.PORTS);
        filter.put("prefixes", FilterConfig.PREFIXES);
        filter.put("prefix_ends", FilterConfig.PREFIX_ENDS);
        filter.put("sample", FilterConfig.SAMPLE);
        filter.put("owner_need", FilterConfig.OWNER_NEED);
        filter.put("owner_deny", FilterConfig.OWNER_DENY);
        filter.put("netns_listed", FilterConfig.NETNS_LISTED);
        filter.put("flow_jiffies", FilterConfig.FLOW_JIFFIES);
        filter.put("netns", FilterConfig.NETNS);
        filter.put("prefix", FilterConfig.PREFIX);
        filter.put("cgroup", FilterConfig.CGROUP);
        filter.put("comm", FilterConfig.COMM);
        filter.put("port_either", FilterConfig.PORT_EITHER);
        filter.put("port_either_not", FilterConfig.PORT_EITHER_NOT);
        filter.put("port_local", FilterConfig.PORT_LOCAL);
        filter.put("port_remote", FilterConfig.PORT_REMOTE);
        filter.put("(size)", FilterConfig.BYTES);

        assertEquals(filter, layout("recorder_filter"));
        assertEquals(
                Map.of(
                        "address", 0L,
                        "mask", 16L,
                        "end", 32L,
                        "negated", 36L,
                        "(size)", FilterConfig.PREFIX_BYTES),
                layout("filter_prefix"));
        assertEquals(
                Map.of("id", 0L, "negated", 8L, "(size)", FilterConfig.CGROUP_BYTES),
                layout("filter_cgroup"));
        assertEquals(
                Map.of("name", 0L, "negated", 16L, "(size)", FilterConfig.COMM_BYTES),
                layout("filter_comm"));
    }

    @Test
    void theCountersAreAsClangLaidThemOut() throws IOException {
        assertEquals(
                Map.of(
                        "events", Counters.EVENTS,
                        "filtered", Counters.FILTERED,
                        "lost", Counters.LOST,
                        "(size)", Counters.BYTES),
                layout("hook_counts"));
    }

    @Test
    void theKeyOfALossIsAsClangLaidItOut() throws IOException {
        assertEquals(
                Map.of(
                        "cookie", LostConnections.COOKIE,
                        "local_address", LostConnections.LOCAL_ADDRESS,
                        "remote_address", LostConnections.REMOTE_ADDRESS,
                        "local_port", LostConnections.LOCAL_PORT,
                        "remote_port", LostConnections.REMOTE_PORT,
                        "ifindex", LostConnections.IFINDEX,
                        "(size)", LostConnections.BYTES),
                layout("loss_key"));
    }

    @Test
    void theRingLevelIsAsClangLaidItOut() throws IOException {
        assertEquals(
                Map.of("head", 0L, "locked", 8L, "tail", 64L, "(size)", (long) Ring.LEVEL),
                layout("ring_level"));
    }

    @Test
    void theProbesAreTheHooksInTheirOrder() throws IOException {
        String header = Files.readString(Path.of("../bpf/include/tcbee/config.h"));
        List<String> hooks = new ArrayList<>();
        Matcher hook = Pattern.compile("(?m)^\\tHOOK_?(\\w+)").matcher(header);
        while (hook.find()) {
            hooks.add(hook.group(1).toLowerCase(Locale.ROOT));
        }
        assertTrue(hooks.size() > 1, "no enum hook_id found");
        assertEquals("s", hooks.removeLast()); // HOOKS, how many there are
        assertEquals(hooks.size(), Probe.values().length);
        for (int id = 0; id < hooks.size(); id++) {
            assertEquals(hooks.get(id), Probe.ofHook(id).program());
        }
    }

    @Test
    void everyValueIsAtItsPlace() {
        MemorySegment config = Arena.ofAuto().allocate(Config.BYTES, 4);
        new Config(0xf0000098L, true, true, 4000, 0x01020304, true, false, 16, true, true)
                .write(config);

        assertArrayEquals(
                new byte[] {
                    (byte) 0x98,
                    0,
                    0,
                    (byte) 0xf0,
                    1,
                    0,
                    1,
                    1,
                    (byte) 0xa0,
                    0x0f,
                    0,
                    0,
                    4,
                    3,
                    2,
                    1,
                    16,
                    0,
                    0,
                    0,
                    2, // an eighth
                    0,
                    0,
                    0,
                    1,
                    0,
                    0,
                    0,
                    1,
                    0,
                    0,
                    0
                },
                config.toArray(ValueLayout.JAVA_BYTE));
    }

    /** Offsets in bytes by member, from what bpftool says of events_btf.c. */
    private static Map<String, Long> layout(String struct) throws IOException {
        String dump;
        try (InputStream in =
                ConfigTest.class
                        .getClassLoader()
                        .getResourceAsStream("META-INF/tcbee/events.btf.json")) {
            dump = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        Matcher found =
                Pattern.compile("\"name\":\"" + struct + "\",\"size\":(\\d+),[^]]*]").matcher(dump);
        assertTrue(found.find(), "not in events_btf.c: " + struct);
        Map<String, Long> offsets = new TreeMap<>();
        offsets.put("(size)", Long.parseLong(found.group(1)));
        Matcher member =
                Pattern.compile("\"name\":\"(\\w+)\",\"type_id\":\\d+,\"bits_offset\":(\\d+)")
                        .matcher(found.group());
        while (member.find()) {
            if (!member.group(1).startsWith("reserved")) {
                offsets.put(member.group(1), Long.parseLong(member.group(2)) / 8);
            }
        }
        return offsets;
    }
}
