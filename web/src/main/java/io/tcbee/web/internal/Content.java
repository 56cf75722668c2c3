package io.tcbee.web.internal;

import java.nio.charset.StandardCharsets;

/**
 * An answer on its way to the browser.
 *
 * @param compressed whether it is sent compressed to whoever takes that
 * @param lasting whether the same question gets the same answer as long as nothing is changed here
 * @param fileName under which a browser saves it; null shows it
 */
public record Content(
        String type, byte[] bytes, boolean compressed, boolean lasting, String fileName) {
    static Content json(Json json) {
        return new Content(
                "application/json",
                json.toString().getBytes(StandardCharsets.UTF_8),
                true,
                false,
                null);
    }

    static Content numbers(byte[] bytes, boolean compressed) {
        return new Content("application/octet-stream", bytes, compressed, false, null);
    }

    static Content file(String type, byte[] bytes, String name) {
        return new Content(type, bytes, true, false, name);
    }

    /** The same, and the browser may keep it until something is changed. */
    Content kept() {
        return new Content(type, bytes, compressed, true, fileName);
    }
}
