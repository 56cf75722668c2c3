/**
 * What {@code record} shows on a terminal while it runs.
 *
 * <pre>
 *   Recorder -> Sample -> Dashboard -+
 *   (twice a second)                 +-> Layout -> Buffer -> Console -> terminal
 *   keys, mouse  -> Keys  -> Choices-+
 * </pre>
 *
 * <p>Everything left of the buffer knows neither terminal nor clock, so tests draw into a buffer
 * and read it. Only {@link io.tcbee.cli.screen.Console} knows the terminal's library.
 */
package io.tcbee.cli.screen;
