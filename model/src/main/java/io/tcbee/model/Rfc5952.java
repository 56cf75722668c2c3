package io.tcbee.model;

/** The short text of an IPv6 address: RFC 5952, section 4. */
final class Rfc5952 {
    private static final int GROUPS = 8;

    private Rfc5952() {}

    static String text(byte[] address) {
        int[] groups = new int[GROUPS];
        for (int i = 0; i < GROUPS; i++) {
            groups[i] =
                    Byte.toUnsignedInt(address[2 * i]) << 8
                            | Byte.toUnsignedInt(address[2 * i + 1]);
        }
        int longestStart = -1;
        int longest = 1; // a single zero group is not shortened
        for (int i = 0; i < GROUPS; i++) {
            int run = zeroRun(groups, i);
            if (run > longest) {
                longest = run;
                longestStart = i;
            }
            i += run;
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < GROUPS; i++) {
            if (i == longestStart) {
                text.append("::");
                i += longest - 1;
                continue;
            }
            if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
                text.append(':');
            }
            text.append(Integer.toHexString(groups[i]));
        }
        return text.toString();
    }

    private static int zeroRun(int[] groups, int start) {
        int end = start;
        while (end < GROUPS && groups[end] == 0) {
            end++;
        }
        return end - start;
    }
}
