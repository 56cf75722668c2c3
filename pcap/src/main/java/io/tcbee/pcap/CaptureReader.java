package io.tcbee.pcap;

import io.tcbee.model.EventType;
import io.tcbee.model.Field;
import io.tcbee.model.PacketEvent;
import io.tcbee.trace.ClockPair;
import io.tcbee.trace.ConnectionLoss;
import io.tcbee.trace.EventCursor;
import io.tcbee.trace.EventSource;
import io.tcbee.trace.Hook;
import io.tcbee.trace.HookCounts;
import io.tcbee.trace.LossReport;
import io.tcbee.trace.TraceInfo;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a packet capture, pcap or pcapng, plain or gzip, as the events of a trace: one {@code
 * packet_event} for each packet of TCP.
 *
 * <p>Memory does not depend on the capture's size. A capture that is still being written is read as
 * far as it was when it was opened. For one thread, though a long one is decoded by another; it can
 * be walked once.
 */
public final class CaptureReader implements EventSource {
    private static final ValueLayout.OfInt LITTLE =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final int OTHER_PCAP = 0xa1b2_cd34;

    private final Path path;
    private final CaptureInput in;
    private final CaptureFormat format;
    private final CaptureEvents events;
    private final TraceInfo info;
    private ReadAhead ahead; // null unless walked and longer than a window
    private boolean walked;

    private CaptureReader(Path path, CaptureInput in) throws IOException {
        this.path = path;
        this.in = in;
        format = format(path, in);
        events = new CaptureEvents(in, format);
        info = info(path);
    }

    /** Whether a file begins as a capture does; false if it cannot be read. */
    public static boolean isCapture(Path path) {
        if (!Files.isRegularFile(path)) {
            return false;
        }
        try (CaptureInput in = new CaptureInput(path)) {
            return in.has(Integer.BYTES) && begins(in.bytes().get(LITTLE, in.at()));
        } catch (IOException _) {
            return false;
        }
    }

    private static boolean begins(int magic) {
        return magic == PcapngBlocks.SECTION
                || PcapRecords.begins(magic)
                || magic == OTHER_PCAP
                || Integer.reverseBytes(magic) == OTHER_PCAP;
    }

    /**
     * Opens {@code path} as it is now.
     *
     * @throws CaptureException if it cannot be read, or is no capture
     */
    public static CaptureReader open(Path path) {
        CaptureInput in = null;
        try {
            in = new CaptureInput(path);
            return new CaptureReader(path, in);
        } catch (IOException e) {
            close(in, e);
            throw CaptureException.of("read", path, e);
        } catch (RuntimeException e) {
            close(in, e);
            throw e;
        }
    }

    private static void close(CaptureInput in, Exception failure) {
        try {
            if (in != null) {
                in.close();
            }
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    private static CaptureFormat format(Path path, CaptureInput in) {
        if (!in.has(Integer.BYTES)) {
            throw new CaptureException("read " + path + ": not a capture: it is empty");
        }
        int magic = in.bytes().get(LITTLE, in.at());
        if (magic == PcapngBlocks.SECTION) {
            return new PcapngBlocks(in);
        }
        if (PcapRecords.begins(magic)) {
            return new PcapRecords(in);
        }
        String what =
                begins(magic)
                        ? "a variant of pcap with longer records; convert it with editcap"
                        : "it begins with " + String.format("%08x", Integer.reverseBytes(magic));
        throw new CaptureException("read " + path + ": not a capture: " + what);
    }

    private TraceInfo info(Path file) throws IOException {
        long startNs = events.startNs();
        return new TraceInfo(
                CaptureId.of(file),
                format.writer(),
                "",
                format.system(),
                0,
                new ClockPair(startNs, startNs, 0),
                format.interfaces(),
                List.of(),
                List.of(new Hook(0, "capture", format.name(), "")),
                List.of(PacketEvent.TYPE));
    }

    @Override
    public TraceInfo info() {
        return info;
    }

    @Override
    public Field resolve(int eventType, Field field) {
        EventType type = PacketEvent.TYPE;
        return eventType == type.id() ? type.field(field.name()) : null;
    }

    @Override
    public EventCursor events() {
        if (walked) {
            throw new IllegalStateException("a capture is walked once: path=" + path);
        }
        walked = true;
        if (events.over()) {
            return events;
        }
        ahead = new ReadAhead(events);
        return ahead;
    }

    @Override
    public long eventCount() {
        return ahead == null ? events.expected() : ahead.expected();
    }

    @Override
    public List<LossReport> losses() {
        return List.of();
    }

    @Override
    public List<ConnectionLoss> connectionLosses() {
        return List.of();
    }

    @Override
    public List<HookCounts> counts() {
        return List.of();
    }

    @Override
    public boolean complete() {
        return format.damage() == null;
    }

    @Override
    public List<String> damages() {
        List<String> damages = new ArrayList<>();
        if (format.damage() != null) {
            damages.add("read " + path + ": " + format.damage());
        }
        return damages;
    }

    @Override
    public List<String> leftOut() {
        return events.leftOut();
    }

    /** All packets of the file, of whatever kind; to be asked when it was walked to its end. */
    public long packets() {
        return events.packets();
    }

    @Override
    public void close() {
        try (in) {
            if (ahead != null) {
                ahead.close();
            }
        } catch (IOException e) {
            throw CaptureException.of("close", path, e);
        }
    }
}
