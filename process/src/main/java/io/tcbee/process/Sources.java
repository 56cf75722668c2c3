package io.tcbee.process;

import io.tcbee.pcap.CaptureReader;
import io.tcbee.trace.EventSource;
import io.tcbee.trace.TraceParts;
import io.tcbee.trace.TraceReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Opens whatever has events. */
public final class Sources {
    private Sources() {}

    /**
     * A trace if the file begins as one, else a capture.
     *
     * @throws io.tcbee.model.TcbeeException if it is neither, or cannot be read
     */
    public static EventSource open(Path path) {
        if (TraceReader.isTrace(path)) {
            return TraceReader.open(path);
        }
        if (Files.isRegularFile(path) && !CaptureReader.isCapture(path)) {
            throw new ProcessException("read " + path + ": neither a trace nor a capture");
        }
        return CaptureReader.open(path);
    }

    /** Whether the file is a trace or a capture. */
    public static boolean isSource(Path path) {
        return Files.isRegularFile(path)
                && (TraceReader.isTrace(path) || CaptureReader.isCapture(path));
    }

    /** The id of the run that the file becomes: {@link io.tcbee.store.Run#trace}. */
    public static String id(Path path) {
        try (EventSource source = open(path)) {
            return source.info().id().toString();
        }
    }

    /** One file, or several traces that are parts of one recording. */
    public static EventSource open(List<Path> parts) {
        if (parts.size() == 1) {
            return open(parts.getFirst());
        }
        List<TraceReader> readers = readers(parts);
        try {
            return TraceParts.of(readers);
        } catch (RuntimeException e) {
            readers.forEach(TraceReader::close);
            throw e;
        }
    }

    /** All of them opened, or none. */
    public static List<TraceReader> readers(List<Path> traces) {
        List<TraceReader> readers = new ArrayList<>();
        try {
            for (Path trace : traces) {
                readers.add(TraceReader.open(trace));
            }
            return readers;
        } catch (RuntimeException e) {
            readers.forEach(TraceReader::close);
            throw e;
        }
    }

    /** The files of each run: parts of one recording together, everything else alone. */
    public static List<List<Path>> runs(List<Path> files) {
        Map<String, List<Path>> runs = new LinkedHashMap<>();
        for (Path file : files) {
            runs.computeIfAbsent(run(file), _ -> new ArrayList<>()).add(file);
        }
        return List.copyOf(runs.values());
    }

    private static String run(Path file) {
        if (!TraceReader.isTrace(file)) {
            return "file " + file;
        }
        try (TraceReader reader = TraceReader.open(file)) {
            boolean part = reader.info().part() > 0;
            return part ? "recording " + reader.info().id() : "file " + file;
        }
    }
}
