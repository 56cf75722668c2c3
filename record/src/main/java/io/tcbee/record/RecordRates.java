package io.tcbee.record;

/**
 * How fast it goes, over the last whole second.
 *
 * @param eventsPerSecond stored and lost
 * @param lostPerSecond events for which the ring had no room
 * @param bytesPerSecond written to the trace
 * @param ringFill the fullest ring at any drain of that second, 0 to 1
 */
public record RecordRates(
        double eventsPerSecond, double lostPerSecond, double bytesPerSecond, double ringFill) {
    static final RecordRates NONE = new RecordRates(0, 0, 0, 0);
}
