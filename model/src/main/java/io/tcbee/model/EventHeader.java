package io.tcbee.model;

import java.util.List;

/** {@code struct event_header}: the first 24 bytes of every event. */
public final class EventHeader {
    private static final EventType.Builder LAYOUT = EventType.Builder.part(0);

    public static final Field TIME_NS =
            LAYOUT.u64(
                    "time_ns",
                    Unit.NANOSECONDS,
                    "CLOCK_MONOTONIC, taken after the ring's space was reserved.");
    public static final Field COOKIE =
            LAYOUT.u64(
                    "cookie",
                    Unit.NONE,
                    "Socket cookie; 0 where the hook has no socket or it has none yet.");
    public static final Field TYPE = LAYOUT.u16("type", Unit.NONE, "Enum event_id.");
    public static final Field LENGTH =
            LAYOUT.u16("length", Unit.BYTES, "Bytes of this event, header included.");
    public static final Field CPU = LAYOUT.u16("cpu", Unit.NONE, "The CPU it happened on.");
    public static final Field PACKET_NETNS =
            LAYOUT.u16(
                    "packet_netns",
                    Unit.NONE,
                    "Of a packet where several network namespaces are recorded: low 16 bits of its"
                            + " number; else 0.");

    /** All members in order. */
    public static final List<Field> FIELDS = LAYOUT.fields();

    /** Bytes. */
    public static final int SIZE = 24;

    private EventHeader() {}
}
