package io.tcbee.pcap;

import io.tcbee.model.PacketEvent;
import io.tcbee.trace.EventCursor;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** Walks the packets of TCP of a capture, in order of time as {@link EventWindow} defines it. */
final class CaptureEvents implements EventCursor {
    private final CaptureInput in;
    private final CaptureFormat format;
    private final CaptureRecord record = new CaptureRecord();
    private final TcpFinder finder = new TcpFinder();
    private final EventWindow window = new EventWindow();
    private final Vantage vantage = new Vantage();
    private final LeftOut leftOut = new LeftOut();
    private final long startNs;
    private boolean over;
    private long packets;
    private long events; // handed over or waiting
    private long lastNs;
    private int fresh; // packets that may be taken before the window wants more
    private int current = -1;

    /** Reads the first window. */
    CaptureEvents(CaptureInput in, CaptureFormat format) {
        this.in = in;
        this.format = format;
        fill();
        startNs = window.first() < 0 ? 0 : window.timeNs(window.first());
    }

    /** Time of the first event; 0 if there is none. */
    long startNs() {
        return startNs;
    }

    /** Whether all of the file was read. */
    boolean over() {
        return over;
    }

    long packets() {
        return packets;
    }

    /** Events of the whole capture, guessed by the share of the file that was read. */
    long expected() {
        double share = over ? 1 : Math.max(in.share(), 1e-9);
        return (long) (events / share);
    }

    List<String> leftOut() {
        leftOut.clockSteps = window.steps();
        return leftOut.lines(format.dropped());
    }

    @Override
    public boolean next() {
        if (current >= 0) {
            window.release(current);
            current = -1;
        }
        if (fresh == 0) {
            fill();
        }
        if (fresh == 0) {
            return false;
        }
        fresh--;
        current = window.take();
        return true;
    }

    /** Reads until the window is full or the capture over; half of it may be taken then. */
    private void fill() {
        while (!over && window.wants()) {
            if (format.next(record)) {
                packets++;
                add();
            } else {
                over = true;
            }
        }
        window.sort();
        fresh = over ? window.size() : Math.min(window.size(), EventWindow.DEPTH);
    }

    private void add() {
        int ip = LinkLayer.ip(record);
        if (record.timeNs == Long.MIN_VALUE) {
            leftOut.withoutTime++;
        } else {
            lastNs = record.timeNs;
        }
        if (ip < 0) {
            notIp(ip);
            return;
        }
        switch (finder.find(record, ip)) {
            case TCP -> {
                events++;
                int slot = window.add(record, ip, finder, lastNs);
                vantage.place(window, slot);
            }
            case OTHER -> leftOut.notTcp++;
            case FRAGMENT -> leftOut.fragments++;
            case CUT -> leftOut.cut++;
            case MALFORMED -> leftOut.malformed++;
        }
    }

    private void notIp(int reason) {
        switch (reason) {
            case LinkLayer.UNREADABLE -> leftOut.link(record.link);
            case LinkLayer.CUT -> leftOut.cut++;
            default -> leftOut.notIp++;
        }
    }

    @Override
    public MemorySegment segment() {
        return window.bytes();
    }

    @Override
    public long at() {
        return EventWindow.at(current);
    }

    @Override
    public int type() {
        return PacketEvent.TYPE.id();
    }

    @Override
    public long timeNs() {
        return window.timeNs(current);
    }
}
