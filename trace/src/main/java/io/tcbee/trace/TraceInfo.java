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
        List<Code> codes) {
    public TraceInfo {
        interfaces = List.copyOf(interfaces);
        filters = List.copyOf(filters);
        hooks = List.copyOf(hooks);
        eventTypes = List.copyOf(eventTypes);
        codes = List.copyOf(codes);
    }

    /** Without codes. */
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
                List.of());
    }
}
