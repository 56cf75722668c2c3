package io.tcbee.lab;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The kernel's {@code struct tcp_info} of a socket at one moment, fields by the kernel's names
 * without {@code tcpi_}: {@code total_retrans}, {@code min_rtt}, {@code bytes_acked}.
 *
 * <p>Source: include/uapi/linux/tcp.h. The struct only ever grew at its end; a field that the
 * running kernel does not have is absent.
 *
 * @param fields by name, in the order of the struct
 */
public record TcpInfo(Map<String, Long> fields) {
    /** Name and size in bytes of each field, in order; the one gap is the byte of bit fields. */
    private static final String LAYOUT =
            """
            state:1 ca_state:1 retransmits:1 probes:1 backoff:1 options:1 wscale:1 bits:1
            rto:4 ato:4 snd_mss:4 rcv_mss:4 unacked:4 sacked:4 lost:4 retrans:4 fackets:4
            last_data_sent:4 last_ack_sent:4 last_data_recv:4 last_ack_recv:4
            pmtu:4 rcv_ssthresh:4 rtt:4 rttvar:4 snd_ssthresh:4 snd_cwnd:4 advmss:4 reordering:4
            rcv_rtt:4 rcv_space:4 total_retrans:4
            pacing_rate:8 max_pacing_rate:8 bytes_acked:8 bytes_received:8 segs_out:4 segs_in:4
            notsent_bytes:4 min_rtt:4 data_segs_in:4 data_segs_out:4 delivery_rate:8
            busy_time:8 rwnd_limited:8 sndbuf_limited:8 delivered:4 delivered_ce:4
            bytes_sent:8 bytes_retrans:8 dsack_dups:4 reord_seen:4 rcv_ooopack:4 snd_wnd:4
            rcv_wnd:4 rehash:4 total_rto:2 total_rto_recoveries:2 total_rto_time:4
            """;

    /** Reads the struct as far as the kernel filled it. */
    static TcpInfo of(byte[] struct) {
        ByteBuffer bytes = ByteBuffer.wrap(struct).order(ByteOrder.nativeOrder());
        Map<String, Long> fields = new LinkedHashMap<>();
        for (String field : LAYOUT.strip().split("\\s+", -1)) {
            int colon = field.indexOf(':');
            int size = field.charAt(colon + 1) - '0';
            if (bytes.remaining() < size) {
                break;
            }
            fields.put(field.substring(0, colon), unsigned(bytes, size));
        }
        fields.remove("wscale"); // two fields of four bits
        fields.remove("bits");
        return new TcpInfo(fields);
    }

    private static long unsigned(ByteBuffer bytes, int size) {
        return switch (size) {
            case 1 -> Byte.toUnsignedLong(bytes.get());
            case 2 -> Short.toUnsignedLong(bytes.getShort());
            case 4 -> Integer.toUnsignedLong(bytes.getInt());
            default -> bytes.getLong();
        };
    }

    /** The field's value, absent if this kernel does not have it. */
    public OptionalLong find(String name) {
        Long value = fields.get(name);
        return value == null ? OptionalLong.empty() : OptionalLong.of(value);
    }

    /**
     * The field's value.
     *
     * @throws IllegalArgumentException if this kernel does not have it
     */
    public long get(String name) {
        return find(name)
                .orElseThrow(() -> new IllegalArgumentException("not in tcp_info: name=" + name));
    }

    /** Least round-trip time that the kernel measured, us; 2^32 - 1 if it measured none. */
    public long minRttUs() {
        return get("min_rtt");
    }

    /** Segments retransmitted during the connection's life. */
    public long totalRetrans() {
        return get("total_retrans");
    }

    /** Bytes acknowledged by the peer, SYN and FIN counted as one each. */
    public long bytesAcked() {
        return get("bytes_acked");
    }
}
