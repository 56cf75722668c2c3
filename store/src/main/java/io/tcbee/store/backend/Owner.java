package io.tcbee.store.backend;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Who a new file belongs to: the user that called sudo, not root. */
public final class Owner {
    private Owner() {}

    /**
     * Gives {@code file} to the user that {@code environment} names in SUDO_UID and SUDO_GID; does
     * nothing where they are not set.
     *
     * @throws IOException if the file cannot be given away
     */
    public static void give(Path file, Map<String, String> environment) throws IOException {
        String uid = environment.get("SUDO_UID");
        String gid = environment.get("SUDO_GID");
        if (uid == null || gid == null) {
            return;
        }
        if (Files.getAttribute(file, "unix:uid").equals(0)) {
            Files.setAttribute(file, "unix:gid", Integer.parseInt(gid));
            Files.setAttribute(file, "unix:uid", Integer.parseInt(uid));
        }
    }
}
