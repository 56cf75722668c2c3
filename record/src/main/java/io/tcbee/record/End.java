package io.tcbee.record;

import java.util.Locale;

/** Why a recording ended. */
public enum End {
    /** It was asked to. */
    ASKED,
    /** {@link Limits#duration} was over. */
    DURATION,
    /** The trace would have exceeded {@link Limits#maxBytes}. */
    MAX_SIZE,
    /** {@link Limits#maxEvents} are stored. */
    MAX_EVENTS;

    /** As options and messages say it: {@code max-size}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
