package io.tcbee.cli.screen;

/**
 * What one hook counted so far, on all CPUs.
 *
 * @param name the program's
 * @param place what it is attached to
 * @param packets whether its events are packets
 * @param seen calls
 * @param events wanted ones, lost ones included
 * @param lost of these
 */
record HookTotal(
        int id, String name, String place, boolean packets, long seen, long events, long lost) {}
