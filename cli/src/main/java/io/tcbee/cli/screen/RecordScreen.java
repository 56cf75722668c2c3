package io.tcbee.cli.screen;

import dev.tamboui.terminal.Terminal;
import dev.tamboui.tui.event.Event;
import dev.tamboui.tui.event.EventParser;
import io.tcbee.record.LiveConnections;
import io.tcbee.record.Recorder;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Duration;

/** The screen of a recording, from {@link #run} until the recording is to end. */
public final class RecordScreen {
    /** Between two questions to the recorder. */
    static final double SAMPLE_SECONDS = 0.5;

    private static final long SAMPLE_NS = (long) (SAMPLE_SECONDS * 1e9);
    private static final int READ_MS = 50;

    private final Recorder recorder;
    private final LiveConnections live;
    private final Dashboard dashboard;
    private final Choices choices = new Choices();
    private final Hits hits = new Hits();
    private final Keys keys = new Keys(choices, hits);
    private long nextSampleNs = System.nanoTime();

    private RecordScreen(Recorder recorder, LiveConnections live, String title) {
        this.recorder = recorder;
        this.live = live;
        this.dashboard = new Dashboard(title, recorder.info().start().monotonicNs());
    }

    /**
     * Shows it until the user ends it, it ends by itself, or this thread is interrupted. The
     * terminal is then as it was.
     *
     * @param live what the recorder was opened with
     * @param title what is recorded, and where to
     * @param output the trace
     * @throws ScreenException if it cannot be shown; the recording goes on
     */
    public static void run(Recorder recorder, LiveConnections live, String title, Path output) {
        RecordScreen screen = new RecordScreen(recorder, live, title);
        try (RecorderSource source = new RecorderSource(recorder, live, output);
                Console console = Console.open()) {
            screen.loop(source, console);
        } catch (InterruptedIOException | InterruptedException | EOFException _) {
            boolean _ = Thread.interrupted(); // asked to end, or the terminal is gone: both end it
        } catch (IOException | RuntimeException e) {
            if (Thread.interrupted()) {
                return; // asked to end while the terminal was taken or given back
            }
            throw new ScreenException("show the screen: " + e.getMessage(), e);
        }
    }

    private void loop(RecorderSource source, Console console)
            throws IOException, InterruptedException {
        @SuppressWarnings("resource") // it would close the console, which its opener does
        Terminal<Console> terminal = new Terminal<>(console);
        Keys.Outcome outcome = Keys.Outcome.DRAW;
        while (!recorder.awaitEnd(Duration.ZERO)) {
            source.turn();
            if (sample(source) || outcome != Keys.Outcome.NOTHING) {
                terminal.draw(frame -> Layout.draw(frame.buffer(), dashboard, choices, hits));
            }
            Event event = EventParser.readEvent(console, READ_MS);
            outcome = event == null ? Keys.Outcome.NOTHING : keys.on(event);
            if (outcome == Keys.Outcome.END) {
                return;
            }
            if (outcome == Keys.Outcome.DRAW_ANEW) {
                terminal.clear();
            }
            live.follow(choices.selected());
        }
    }

    /** Whether there is something new. */
    private boolean sample(RecorderSource source) {
        long now = System.nanoTime();
        if (now < nextSampleNs) {
            return false;
        }
        nextSampleNs = now + SAMPLE_NS;
        if (!choices.isFrozen()) {
            dashboard.update(source.sample());
        }
        return true;
    }
}
