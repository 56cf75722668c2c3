package io.tcbee.lab;

/**
 * Rows of a path log as text. What does not exist (the departure of a dropped packet) is absent.
 */
final class PathLogText {
    static final String TSV_HEADER =
            "t_ns\tdir\tversion\tsport\tdport\tseq\tack\tlen\tflags\taction\tqueue_bytes"
                    + "\tqueue_delay_ns\trelease_ns\tdeparture_ns\n";

    /** One way to write a row. */
    @FunctionalInterface
    interface Line {
        void append(PathLog.Row row, StringBuilder text);
    }

    private PathLogText() {}

    static void json(PathLog.Row row, StringBuilder text) {
        text.append("{\"t_ns\":").append(row.timeNs());
        text.append(",\"dir\":\"").append(row.direction().text());
        text.append("\",\"version\":").append(row.version());
        text.append(",\"sport\":").append(row.sourcePort());
        text.append(",\"dport\":").append(row.destinationPort());
        text.append(",\"seq\":").append(row.seq());
        text.append(",\"ack\":").append(row.ack());
        text.append(",\"len\":").append(row.payload());
        text.append(",\"flags\":").append(row.flags());
        text.append(",\"action\":\"").append(row.actions());
        text.append("\",\"queue_bytes\":").append(row.queueBytes());
        optional(text, ",\"queue_delay_ns\":", row.queueDelayNs());
        optional(text, ",\"release_ns\":", row.releaseNs());
        optional(text, ",\"departure_ns\":", row.departureNs());
        text.append('}');
    }

    static void tsv(PathLog.Row row, StringBuilder text) {
        text.append(row.timeNs()).append('\t').append(row.direction().text());
        text.append('\t').append(row.version());
        text.append('\t').append(row.sourcePort()).append('\t').append(row.destinationPort());
        text.append('\t').append(row.seq()).append('\t').append(row.ack());
        text.append('\t').append(row.payload()).append('\t').append(row.flags());
        text.append('\t').append(row.actions()).append('\t').append(row.queueBytes());
        optional(text.append('\t'), "", row.queueDelayNs());
        optional(text.append('\t'), "", row.releaseNs());
        optional(text.append('\t'), "", row.departureNs());
    }

    private static void optional(StringBuilder text, String name, long value) {
        if (value >= 0) {
            text.append(name).append(value);
        }
    }
}
