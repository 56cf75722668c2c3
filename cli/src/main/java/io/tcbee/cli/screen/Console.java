package io.tcbee.cli.screen;

import dev.tamboui.layout.Position;
import dev.tamboui.layout.Size;
import dev.tamboui.terminal.AbstractBackend;
import java.io.EOFException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.jline.terminal.Attributes;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/**
 * The terminal of this process, ours from {@link #open} to {@link #close}: keys come one by one,
 * Ctrl-C and Ctrl-Z are keys, the mouse is told, and what was on it comes back at the end.
 */
final class Console extends AbstractBackend {
    // ECMA-48, and the private modes of xterm (XTerm Control Sequences)
    private static final String CSI = "\u001b[";
    private static final String ALTERNATE_SCREEN = CSI + "?1049h";
    private static final String FORMER_SCREEN = CSI + "?1049l";
    private static final String MOUSE = CSI + "?1000h" + CSI + "?1006h";
    private static final String NO_MOUSE = CSI + "?1006l" + CSI + "?1000l";
    private static final String HIDE_CURSOR = CSI + "?25l";
    private static final String SHOW_CURSOR = CSI + "?25h";
    private static final String PLAIN = CSI + "0m";
    private static final String CLEAR = CSI + "2J" + CSI + "H";

    private static final int END_OF_FILE = -1;

    private final Terminal terminal;
    private final PrintWriter writer;
    private Attributes before;

    private Console(Terminal terminal) {
        this.terminal = terminal;
        this.writer = terminal.writer();
    }

    /** Takes the terminal. */
    static Console open() throws IOException {
        // No signals: JLine would take SIGINT away from the JVM, and with it the orderly end.
        Terminal terminal =
                TerminalBuilder.builder()
                        .system(true)
                        .dumb(false)
                        .provider("ffm")
                        .nativeSignals(false)
                        .encoding(StandardCharsets.UTF_8)
                        .build();
        Console console = new Console(terminal);
        console.enableRawMode();
        console.print(ALTERNATE_SCREEN + HIDE_CURSOR + MOUSE + CLEAR);
        return console;
    }

    private void print(String text) {
        writer.write(text);
        writer.flush();
    }

    @Override
    public void enableRawMode() {
        before = terminal.enterRawMode();
        Attributes raw = terminal.getAttributes();
        raw.setLocalFlag(Attributes.LocalFlag.ISIG, false);
        terminal.setAttributes(raw);
    }

    @Override
    public void disableRawMode() {
        if (before != null) {
            terminal.setAttributes(before);
        }
    }

    /** Gives the terminal back as it was. */
    @Override
    public void close() throws IOException {
        print(PLAIN + NO_MOUSE + SHOW_CURSOR + FORMER_SCREEN);
        disableRawMode();
        terminal.close();
    }

    /**
     * A character of a key.
     *
     * @return -2 if there was none for so many milliseconds
     */
    @Override
    public int read(int milliseconds) throws IOException {
        return there(terminal.reader().read(milliseconds));
    }

    @Override
    public int peek(int milliseconds) throws IOException {
        return there(terminal.reader().peek(milliseconds));
    }

    private static int there(int character) throws EOFException {
        if (character == END_OF_FILE) {
            throw new EOFException("the terminal is gone");
        }
        return character;
    }

    @Override
    public Size size() {
        return new Size(terminal.getColumns(), terminal.getRows());
    }

    @Override
    public void writeRaw(String text) {
        writer.write(text);
    }

    @Override
    public void writeRaw(CharSequence text) {
        writer.append(text);
    }

    @Override
    public void writeRaw(byte[] text) {
        writer.write(new String(text, StandardCharsets.UTF_8));
    }

    @Override
    public void flush() {
        writer.flush();
    }

    @Override
    public void clear() {
        print(PLAIN + CLEAR);
    }

    @Override
    public void showCursor() {
        print(SHOW_CURSOR);
    }

    @Override
    public void hideCursor() {
        print(HIDE_CURSOR);
    }

    @Override
    public void enterAlternateScreen() {
        print(ALTERNATE_SCREEN);
    }

    @Override
    public void leaveAlternateScreen() {
        print(FORMER_SCREEN);
    }

    /** Not asked of a terminal: nothing here depends on where its cursor is. */
    @Override
    public Position getCursorPosition() {
        return Position.ORIGIN;
    }

    /** Not needed: the size is asked before each picture. */
    @Override
    public void onResize(Runnable handler) {
        // see above
    }
}
