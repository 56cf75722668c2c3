package io.tcbee.process;

import io.tcbee.pcap.CaptureReader;
import io.tcbee.trace.EventSource;
import io.tcbee.trace.TraceReader;
import java.nio.file.Path;

/** Opens whatever has events. */
final class Sources {
    private Sources() {}

    /** A trace if the file begins as one, else a capture. */
    static EventSource open(Path path) {
        return TraceReader.isTrace(path) ? TraceReader.open(path) : CaptureReader.open(path);
    }
}
