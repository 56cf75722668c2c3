package io.tcbee.lab;

import java.util.Map;
import java.util.TreeMap;

/**
 * All that a lab can be told at its start.
 *
 * @param aToB the path from client to server
 * @param bToA the path from server to client
 * @param mtu of both devices, bytes, 1280 (the least of IPv6) to 65535
 * @param sysctls kernel parameters for both namespaces, e.g. {@code net.ipv4.tcp_ecn}
 */
public record LabOptions(PathOptions aToB, PathOptions bToA, int mtu, Map<String, String> sysctls) {

    public LabOptions {
        if (mtu < 1280 || mtu > 65535) {
            throw new IllegalArgumentException("must be 1280 to 65535: mtu=" + mtu);
        }
        sysctls = Map.copyOf(sysctls);
    }

    /**
     * An MTU of 1500 and the kernel's parameters, except that connections learn nothing from
     * earlier ones ({@code tcp_no_metrics_save}).
     */
    public static LabOptions of(PathOptions aToB, PathOptions bToA) {
        return new LabOptions(aToB, bToA, 1500, Map.of("net.ipv4.tcp_no_metrics_save", "1"));
    }

    /** These options with another MTU. */
    public LabOptions mtu(int bytes) {
        return new LabOptions(aToB, bToA, bytes, sysctls);
    }

    /** These options with one more kernel parameter. */
    public LabOptions sysctl(String parameter, String value) {
        Map<String, String> more = new TreeMap<>(sysctls);
        more.put(parameter, value);
        return new LabOptions(aToB, bToA, mtu, more);
    }
}
