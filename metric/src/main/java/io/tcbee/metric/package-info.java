/**
 * The door for metrics.
 *
 * <pre>
 *   Metric --observe(connection, sink)--> Observer    one per connection, bounded in memory
 *                                            ^  |
 *        packets and kernel samples in time --+  +--> Sink: points of series, attributes
 * </pre>
 *
 * <p>Found by {@link java.util.ServiceLoader}; those that come with TCBee have no other way in.
 */
package io.tcbee.metric;
