/**
 * The flow database, whatever holds it.
 *
 * <pre>
 *   run 1 --- n connection 1 --- n row of a wide table (packets, tcp_state, ...: connection, side, time_ns, columns)
 *                          1 --- n point of a derived series (points: connection, side, name, time_ns, value)
 *                          1 --- n attribute (connection, side, name, value)
 *   catalogue: one line per series and attribute: name, unit, definition, source, reference
 *   losses:    where events were lost
 * </pre>
 *
 * <p>Times are nanoseconds since the start of the run; {@link io.tcbee.store.Run} dates it.
 */
package io.tcbee.store;
