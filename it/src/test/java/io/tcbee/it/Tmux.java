package io.tcbee.it;

import java.util.concurrent.TimeUnit;

/** A terminal of its own, of 120 columns and 36 rows, whose picture can be read. */
final class Tmux implements AutoCloseable {
    private static final int TRIES = 600;

    private final String socket = "tcbee-it-" + ProcessHandle.current().pid();

    private Tmux() {}

    /** Runs {@code command} by a shell in it; what is on it stays when that ends. */
    static Tmux run(String command) {
        Tmux tmux = new Tmux();
        // its shell must not end with the command, or the picture is gone
        tmux.tell("new-session", "-d", "-s", "it", "-x", "120", "-y", "36", command + "; exec cat");
        return tmux;
    }

    /** Presses keys, as tmux names them: {@code q}, {@code Enter}, {@code Down}. */
    void press(String... keys) {
        for (String key : keys) {
            tell("send-keys", "-t", "it", key);
        }
    }

    /** A press of the left button (SGR mouse report, 1-based). */
    void click(int column, int row) {
        tell("send-keys", "-t", "it", "-l", "\u001b[<0;" + column + ";" + row + "M");
    }

    void resize(int columns, int rows) {
        tell("resize-window", "-t", "it", "-x", "" + columns, "-y", "" + rows);
    }

    String picture() {
        return tell("capture-pane", "-p", "-t", "it");
    }

    /** The picture as soon as it shows {@code part}, which it must within a minute. */
    String await(String part) {
        String picture = picture();
        for (int i = 0; i < TRIES && !picture.contains(part); i++) {
            pause();
            picture = picture();
        }
        if (!picture.contains(part)) {
            throw new AssertionError("no '" + part + "' in:\n" + picture);
        }
        return picture;
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(100);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Whether programs see the mouse and are on the second screen: {@code 00} is neither. */
    String modes() {
        return tell("display", "-p", "-t", "it", "#{alternate_on}#{mouse_any_flag}").strip();
    }

    private String tell(String... words) {
        String[] command = new String[words.length + 5];
        command[0] = "tmux";
        command[1] = "-L";
        command[2] = socket;
        command[3] = "-f";
        command[4] = "/dev/null";
        System.arraycopy(words, 0, command, 5, words.length);
        return Shell.run(command);
    }

    @Override
    public void close() {
        tell("kill-server");
    }
}
