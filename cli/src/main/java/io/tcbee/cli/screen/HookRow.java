package io.tcbee.cli.screen;

/**
 * One hook as it is shown.
 *
 * @param callsPerSecond of its program
 * @param eventsPerSecond wanted ones, lost ones included
 * @param nanosecondsPerCall NaN while not known
 */
record HookRow(
        HookTotal total,
        double callsPerSecond,
        double eventsPerSecond,
        double nanosecondsPerCall) {}
