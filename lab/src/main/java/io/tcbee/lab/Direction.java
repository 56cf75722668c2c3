package io.tcbee.lab;

/** Which way a packet went. */
public enum Direction {
    /** From the client's namespace to the server's. */
    A_TO_B("ab"),
    /** From the server's namespace to the client's. */
    B_TO_A("ba");

    private final String text;

    Direction(String text) {
        this.text = text;
    }

    /** {@code ab} or {@code ba}, as in written logs. */
    public String text() {
        return text;
    }
}
