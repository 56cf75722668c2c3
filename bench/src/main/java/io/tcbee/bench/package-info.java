/**
 * What the recorder costs and holds, measured on the program as its users start it.
 *
 * <pre>
 *   CPU 0                                        CPU 1
 *   generator: XDP live frames, iperf3,   --->   tcbee record (a process), or its rival tcpdump
 *              or a producer on its rings
 * </pre>
 *
 * <p>Everything happens in two network namespaces that are made for it and removed afterwards.
 */
package io.tcbee.bench;
