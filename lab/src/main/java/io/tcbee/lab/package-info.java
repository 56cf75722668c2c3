/**
 * A scripted network path between two network namespaces, with a log of what it did to every
 * packet: the ground truth of tests and the stage of the demo.
 *
 * <pre>
 *   client namespace                  this process                 server namespace
 *   10.77.0.1, fd77::1                                             10.77.0.2, fd77::2
 *   kernel TCP -- TUN device --&gt;  [ aToB: drop, mark, queue, delay ]  --&gt; TUN device -- kernel TCP
 *                            &lt;--  [ bToA: drop, mark, queue, delay ]  &lt;--
 *                                       | PathLog: one row per packet
 * </pre>
 *
 * <p>The TCP at both ends is the running kernel's own. Nothing leaves the machine: the two devices
 * are joined by one thread ({@code Wire}) and by nothing else.
 */
package io.tcbee.lab;
