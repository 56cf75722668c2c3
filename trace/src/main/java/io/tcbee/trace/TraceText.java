package io.tcbee.trace;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.tcbee.model.EventHeader;
import io.tcbee.model.EventType;
import io.tcbee.model.Field;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/**
 * Events as lines for people.
 *
 * <pre>
 *   0.000001500 cpu=1 tcp_probe_event cookie=7 snd_cwnd=10segments srtt_us=42us ...
 * </pre>
 *
 * <p>Time is in seconds since the trace's start. The unit follows the number. A run of bytes is
 * hexadecimal, and as long as it was recorded. One thread.
 */
public final class TraceText {
    private static final long NS_PER_SECOND = 1_000_000_000;

    private final long startNs;
    private final Map<Integer, EventType> types = new HashMap<>();

    public TraceText(TraceInfo info) {
        startNs = info.start().monotonicNs();
        for (EventType type : info.eventTypes()) {
            types.put(type.id(), type);
        }
    }

    /** The current event of {@code events}, without a line end. */
    public String line(EventCursor events) {
        MemorySegment bytes = events.segment();
        long at = events.at();
        StringBuilder line = new StringBuilder(seconds(events.timeNs() - startNs));
        line.append(" cpu=").append(EventHeader.CPU.get(bytes, at)).append(' ');
        EventType type = types.get(events.type());
        if (type == null) {
            return line.append("type=").append(events.type()).toString();
        }
        line.append(type.name());
        long length = EventHeader.LENGTH.get(bytes, at);
        for (Field field : type.fields()) {
            boolean told =
                    field.offset() < EventHeader.SIZE
                            && field.offset() != EventHeader.COOKIE.offset();
            if (!told && field.offset() < length) {
                append(line, field, bytes, at, length);
            }
        }
        return line.toString();
    }

    private static void append(
            StringBuilder line, Field field, MemorySegment bytes, long at, long length) {
        line.append(' ').append(field.name()).append('=');
        switch (field.kind()) {
            case BYTES -> {
                long recorded = Math.min(field.length(), length - field.offset());
                MemorySegment run = bytes.asSlice(at + field.offset(), recorded);
                byte[] copy = run.toArray(JAVA_BYTE);
                line.append(HexFormat.of().formatHex(copy));
            }
            case TEXT -> line.append(printable(field.text(bytes, at)));
            case U64 -> line.append(Long.toUnsignedString(field.get(bytes, at)));
            default -> line.append(field.get(bytes, at));
        }
        line.append(field.unit().symbol());
    }

    /** A name of a thread can be anything: what could end the line or drive a terminal is a dot. */
    private static String printable(String text) {
        return text.codePoints()
                .map(c -> Character.isISOControl(c) ? '.' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static String seconds(long ns) {
        long whole = Math.floorDiv(ns, NS_PER_SECOND);
        long rest = Math.floorMod(ns, NS_PER_SECOND);
        if (whole < 0 && rest > 0) {
            whole++;
            rest = NS_PER_SECOND - rest;
        }
        String digits = Long.toString(NS_PER_SECOND + rest).substring(1);
        return (ns < 0 && whole == 0 ? "-0" : Long.toString(whole)) + "." + digits;
    }
}
