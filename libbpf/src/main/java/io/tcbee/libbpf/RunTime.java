package io.tcbee.libbpf;

/**
 * What a program took since it was loaded, while {@link RunStats} were on.
 *
 * @param runs times it ran to its end
 * @param nanoseconds it took in all, the measuring included
 */
public record RunTime(long runs, long nanoseconds) {
    /** What was added since {@code before}. */
    public RunTime since(RunTime before) {
        return new RunTime(runs - before.runs, nanoseconds - before.nanoseconds);
    }
}
