package io.tcbee.record.filter;

/** Which end of a connection a rule is about: names as in ss(8). */
public enum End {
    /** The recorded machine's end. */
    LOCAL("local"),
    /** The peer's end. */
    REMOTE("remote"),
    /** At least one of both; of a negated rule: none of both. */
    EITHER("either");

    private final String text;

    End(String text) {
        this.text = text;
    }

    String before(String what) {
        return this == EITHER ? what : text + " " + what;
    }
}
