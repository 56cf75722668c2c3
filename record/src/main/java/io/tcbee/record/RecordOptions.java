package io.tcbee.record;

import io.tcbee.libbpf.Ring;
import io.tcbee.record.filter.Filter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What to record, and where to.
 *
 * @param interfaces names, in the network namespaces that the filter wants, or {@link
 *     #ANY_INTERFACE}; may be empty, then there are no packets, only the kernel's state
 * @param output the trace file; replaced if it is there
 * @param filter which connections
 * @param ringBytes per CPU, a power of two from 1 MiB up
 * @param pollInterval how long events wait in the ring at most while nothing is lost
 * @param limits when it ends by itself, and how the trace is cut into parts
 * @param groups what is recorded; {@link Group#SOCKETS} is always among them
 * @param functions whether programs may be attached to functions of the kernel (fentry, fexit);
 *     else tracepoints tell the same, less exactly
 */
public record RecordOptions(
        List<String> interfaces,
        Path output,
        Filter filter,
        IngressHook ingressHook,
        int ringBytes,
        Duration pollInterval,
        Limits limits,
        Set<Group> groups,
        boolean functions) {
    /** Every interface that is up, those that come later too. */
    public static final String ANY_INTERFACE = "any";

    /** 16 MiB: 150 ms of 100 MB/s on one CPU. */
    public static final int DEFAULT_RING_BYTES = 16 << 20;

    /** 2 ms: 2 % of a CPU when idle, 13 % of the default ring at 1 GB/s. */
    public static final Duration DEFAULT_POLL_INTERVAL = Duration.ofMillis(2);

    public RecordOptions {
        interfaces = List.copyOf(interfaces);
        EnumSet<Group> all = EnumSet.of(Group.SOCKETS);
        all.addAll(groups);
        groups = Collections.unmodifiableSet(all);
        if (ringBytes < Ring.SEGMENT || Integer.bitCount(ringBytes) != 1) {
            throw new IllegalArgumentException(
                    "not a power of two from 1 MiB up: ringBytes=" + ringBytes);
        }
        if (pollInterval.isNegative() || pollInterval.isZero()) {
            throw new IllegalArgumentException("not positive: pollInterval=" + pollInterval);
        }
    }

    /** No filter, TCX, the usual groups, no limits, and the default ring and interval. */
    public static RecordOptions of(Path output, List<String> interfaces) {
        return new RecordOptions(
                interfaces,
                output,
                Filter.NONE,
                IngressHook.TCX,
                DEFAULT_RING_BYTES,
                DEFAULT_POLL_INTERVAL,
                Limits.NONE,
                Group.usual(),
                true);
    }

    public RecordOptions withFilter(Filter wanted) {
        return new RecordOptions(
                interfaces,
                output,
                wanted,
                ingressHook,
                ringBytes,
                pollInterval,
                limits,
                groups,
                functions);
    }

    public RecordOptions withIngressHook(IngressHook wanted) {
        return new RecordOptions(
                interfaces,
                output,
                filter,
                wanted,
                ringBytes,
                pollInterval,
                limits,
                groups,
                functions);
    }

    public RecordOptions withRingBytes(int wanted) {
        return new RecordOptions(
                interfaces,
                output,
                filter,
                ingressHook,
                wanted,
                pollInterval,
                limits,
                groups,
                functions);
    }

    public RecordOptions withPollInterval(Duration wanted) {
        return new RecordOptions(
                interfaces,
                output,
                filter,
                ingressHook,
                ringBytes,
                wanted,
                limits,
                groups,
                functions);
    }

    public RecordOptions withLimits(Limits wanted) {
        return new RecordOptions(
                interfaces,
                output,
                filter,
                ingressHook,
                ringBytes,
                pollInterval,
                wanted,
                groups,
                functions);
    }

    /** Programs of groups that are not among {@code wanted} are not loaded. */
    public RecordOptions withGroups(Set<Group> wanted) {
        return new RecordOptions(
                interfaces,
                output,
                filter,
                ingressHook,
                ringBytes,
                pollInterval,
                limits,
                wanted,
                functions);
    }

    public RecordOptions withFunctions(boolean wanted) {
        return new RecordOptions(
                interfaces,
                output,
                filter,
                ingressHook,
                ringBytes,
                pollInterval,
                limits,
                groups,
                wanted);
    }
}
