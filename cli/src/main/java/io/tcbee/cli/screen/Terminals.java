package io.tcbee.cli.screen;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether there is a terminal to draw on. */
public final class Terminals {
    private static final int PROCESS_GROUP = 2;
    private static final int FOREGROUND_GROUP = 5;

    private Terminals() {}

    /**
     * Whether standard input and output are a terminal that can place its cursor, and this process
     * is in its foreground: one in the background would be stopped if it took the keys.
     */
    public static boolean isInteractive() {
        String type = System.getenv("TERM");
        return type != null
                && !type.isEmpty()
                && !type.equals("dumb")
                && isTerminal(0)
                && isTerminal(1)
                && isForeground();
    }

    private static boolean isTerminal(int descriptor) {
        try {
            String device =
                    Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)).toString();
            return device.startsWith("/dev/pts/")
                    || device.startsWith("/dev/tty")
                    || device.equals("/dev/console");
        } catch (IOException _) {
            return false; // closed
        }
    }

    private static boolean isForeground() {
        try {
            return isForeground(Files.readString(Path.of("/proc/self/stat")));
        } catch (IOException _) {
            return false; // no /proc: nobody knows
        }
    }

    /** Of {@code /proc/PID/stat} (proc_pid_stat(5)), whose second field may hold anything. */
    static boolean isForeground(String stat) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return fields[PROCESS_GROUP].equals(fields[FOREGROUND_GROUP]);
    }
}
