package io.tcbee.trace;

/**
 * What a number means on the recording kernel.
 *
 * @param kind which numbers: the kernel's enum, e.g. {@code skb_drop_reason}, or {@code place}
 * @param value the number, without sign; of a {@code place} an address in the kernel's code
 * @param name the enum's constant; of a place function and offset, e.g. {@code tcp_v4_rcv+0x2b4}
 */
public record Code(String kind, long value, String name) {
    /** The kind of addresses in the kernel's code. */
    public static final String PLACE = "place";
}
