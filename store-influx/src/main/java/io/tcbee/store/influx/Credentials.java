package io.tcbee.store.influx;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

/**
 * Who writes and reads, from the environment.
 *
 * @param header of Authorization; empty if nobody
 * @param token whether it is a token of the second interface
 * @param organization of the token; empty in a 1.8 server
 */
record Credentials(String header, boolean token, String organization) {
    /**
     * {@code INFLUX_TOKEN} and {@code INFLUX_ORG}, or {@code INFLUX_USERNAME} and {@code
     * _PASSWORD}.
     */
    static Credentials of(Map<String, String> environment) {
        String token = environment.get("INFLUX_TOKEN");
        if (token != null) {
            return new Credentials(
                    "Token " + token, true, environment.getOrDefault("INFLUX_ORG", ""));
        }
        String user = environment.get("INFLUX_USERNAME");
        if (user == null) {
            return new Credentials("", false, "");
        }
        String both = user + ":" + environment.getOrDefault("INFLUX_PASSWORD", "");
        byte[] bytes = both.getBytes(StandardCharsets.UTF_8);
        return new Credentials("Basic " + Base64.getEncoder().encodeToString(bytes), false, "");
    }
}
