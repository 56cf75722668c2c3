package io.tcbee.bench;

/**
 * One line of the table.
 *
 * @param benchmark its name
 * @param what was measured
 * @param result with range and unit
 * @param target what it shall be; empty if there is none (a rival, a condition)
 * @param verdict {@code yes}, {@code no}, or empty without a target
 */
public record Row(String benchmark, String what, String result, String target, String verdict) {
    static Row of(String benchmark, String what, String result) {
        return new Row(benchmark, what, result, "", "");
    }

    /** A figure that shall not be less than {@code least}. */
    static Row least(
            String benchmark, String what, Samples samples, int digits, String unit, double least) {
        return new Row(
                benchmark,
                what,
                samples.text(digits) + unit,
                "at least " + number(least) + unit,
                samples.median() >= least ? "yes" : "no");
    }

    /** A figure that shall not be more than {@code most}. */
    static Row most(
            String benchmark, String what, Samples samples, int digits, String unit, double most) {
        return new Row(
                benchmark,
                what,
                samples.text(digits) + unit,
                "at most " + number(most) + unit,
                samples.median() <= most ? "yes" : "no");
    }

    /** What was lost: not in one of the rounds shall anything be. */
    static Row lost(String benchmark, String what, Samples samples, int digits, String unit) {
        return new Row(
                benchmark,
                what,
                samples.text(digits) + unit,
                "none in any round",
                samples.max() == 0 ? "yes" : "no");
    }

    /** What could not be measured, and why. */
    static Row missing(String benchmark, String reason) {
        return of(benchmark, "not run: " + reason, "-");
    }

    private static String number(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }
}
