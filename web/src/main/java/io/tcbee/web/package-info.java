/**
 * The flow store over HTTP on the loopback interface, and the page that draws it.
 *
 * <pre>
 *   browser ── Host, Origin checked ──┬─ /             index.html, app.css, *.js      files of this module
 *                                     ├─ /runs         /connections  /catalogue       JSON: things with names
 *                                     ├─ /series       /losses
 *                                     └─ /points       float64, little endian         numbers over time
 * </pre>
 *
 * <p>Nothing is written; no request leaves the machine.
 */
package io.tcbee.web;
