package io.tcbee.record;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whose files are those that a recorder under sudo makes. */
public final class Owner {
    private Owner() {}

    /**
     * Gives {@code file} to who called sudo; it stays whose it is where nobody did or that fails.
     */
    public static void giveToCaller(Path file) {
        String uid = System.getenv("SUDO_UID");
        String gid = System.getenv("SUDO_GID");
        if (uid == null || gid == null) {
            return;
        }
        try {
            Files.setAttribute(file, "unix:uid", Integer.parseInt(uid));
            Files.setAttribute(file, "unix:gid", Integer.parseInt(gid));
        } catch (IOException | NumberFormatException e) {
            return; // a file system without owners: readable all the same
        }
    }
}
