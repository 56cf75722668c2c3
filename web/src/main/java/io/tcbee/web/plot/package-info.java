/**
 * Graphs of a connection without a browser: what is on them, where it lies, and three ways to put
 * it down.
 *
 * <pre>
 *   FlowStore ── Panels (what is drawn, in the words of the data) ── Chart (axes, clipping, legend)
 *                                                                      │
 *                                            Canvas: Svg  Png  ────────┘          Xplot: text
 * </pre>
 */
package io.tcbee.web.plot;
