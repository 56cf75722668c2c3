/**
 * The flow store over HTTP on the loopback interface, and the page that draws it.
 *
 * <pre>
 *   browser ── Host, Origin checked ──┬─ /             index.html, app.css, *.js      files of this module
 *                                     ├─ /runs         /connections  /catalogue       JSON: things with names
 *                                     ├─ /series       /losses  /findings  /packets
 *                                     ├─ /points       float64, little endian         numbers over time
 *                                     ├─ /statistics   /distribution                  of a range
 *                                     ├─ /sql          one SELECT, in a sandbox
 *                                     └─ /export       CSV, Parquet, xplot
 * </pre>
 *
 * <p>No request leaves the machine.
 */
package io.tcbee.web;
