package io.tcbee.cli;

/** Who reads what we print. */
final class Output {
    private Output() {}

    /** Whether standard output is a terminal. */
    static boolean isTerminal() {
        return System.console() != null && System.console().isTerminal();
    }
}
