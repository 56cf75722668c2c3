package io.tcbee.trace;

import io.tcbee.model.EventType;
import java.util.List;
import java.util.UUID;

/**
 * What a trace says of itself before its first event.
 *
 * @param id of this recording, the same in every copy
 * @param recorder program and version that wrote it
 * @param kernel release and version of the recording kernel
 * @param cpus possible CPUs of the recording host
 * @param filters what was left out on purpose, one sentence each; empty if nothing
 * @param eventTypes with the offsets that this file uses
 * @param part number of this file among the parts of its recording, from 1; 0 if it is the whole
 * @param codes what the numbers of the kernel's enums mean
 */
public record TraceInfo(
        UUID id,
        String recorder,
        String host,
        String kernel,
        int cpus,
        ClockPair start,
        List<Interface> interfaces,
        List<String> filters,
        List<Hook> hooks,
        List<EventType> eventTypes,
        int part,
        List<Code> codes) {
    public TraceInfo {
        interfaces = List.copyOf(interfaces);
        filters = List.copyOf(filters);
        hooks = List.copyOf(hooks);
        eventTypes = List.copyOf(eventTypes);
        codes = List.copyOf(codes);
    }

    /** Of a recording in one file, without codes. */
    public TraceInfo(
            UUID id,
            String recorder,
            String host,
            String kernel,
            int cpus,
            ClockPair start,
            List<Interface> interfaces,
            List<String> filters,
            List<Hook> hooks,
            List<EventType> eventTypes) {
        this(
                id,
                recorder,
                host,
                kernel,
                cpus,
                start,
                interfaces,
                filters,
                hooks,
                eventTypes,
                0,
                List.of());
    }

    /**
     * The same recording's part.
     *
     * @param number from 1
     * @param begin when the part begins
     */
    public TraceInfo part(int number, ClockPair begin) {
        return new TraceInfo(
                id,
                recorder,
                host,
                kernel,
                cpus,
                begin,
                interfaces,
                filters,
                hooks,
                eventTypes,
                number,
                codes);
    }
}
