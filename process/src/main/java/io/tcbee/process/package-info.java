/**
 * One pass over a trace, in order of time.
 *
 * <pre>
 *   EventCursor --> which connection? (ConnectionTable) --> Packet, KernelSample
 *                        |                                      |
 *                        |                                      +--> metrics' observers --> points, attributes
 *                        v                                      |
 *                   ConnectionRow                               +--> wide tables, sorted by connection
 * </pre>
 *
 * <p>Memory is bounded by the windows in which rows are sorted and by the connections that are open
 * at the same time, not by the length of the trace.
 */
package io.tcbee.process;
