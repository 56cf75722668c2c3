package io.tcbee.process;

/** What a pass counts. */
final class Totals {
    long events;
    long connections;
    long points;
    long latePoints;
    long unknownEvents;
    long unattributedEvents;
    long loopbackCopies;
    long lastNs;
}
