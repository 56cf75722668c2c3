/**
 * The trace file: chunks of events as the kernel laid them, and a head that says how to read them.
 *
 * <pre>
 *   ring of CPU 0 --span--+                                     +--> events() in order of time
 *   ring of CPU 1 --span--+--> TraceWriter --> file --> TraceReader --> info(), clocks(), losses()
 *   clocks, losses -------+                                     +--> counts(), damages()
 * </pre>
 *
 * <p>The bytes are described in {@code docs/trace-format.md}.
 */
package io.tcbee.trace;
