package io.tcbee.record;

/**
 * One thing about this machine that recording depends on.
 *
 * @param subject what was looked at: {@code kernel}, {@code BTF}, {@code tcp_probe}, ...
 * @param state what is so
 * @param advice what to do about it; empty if nothing
 */
public record Finding(Level level, String subject, String state, String advice) {
    /** What it means for a recording. */
    public enum Level {
        /** As it should be, or served by something equal. */
        GOOD,
        /** Recording works, with less in it. */
        LIMITED,
        /** Recording is not possible. */
        PREVENTS
    }
}
