/** A headless Chromium, driven over the DevTools protocol: {@link io.tcbee.chromium.Chromium}. */
package io.tcbee.chromium;
