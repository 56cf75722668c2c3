package io.tcbee.record;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.tcbee.libbpf.BpfLink;
import io.tcbee.libbpf.BpfMap;
import io.tcbee.record.filter.Filter;
import io.tcbee.record.filter.ProcessRule;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Whose connections are whose, where the filter asks: the processes that are wanted are followed,
 * the sockets that there are already get their marks. See {@code bpf/include/tcbee/owner.bpf.h}.
 */
final class Owners implements AutoCloseable {
    private static final String FOUND = "owner_found";
    private static final String REFRESH = "owner_refresh";
    private static final List<String> FOLLOW = List.of("owner_fork", "owner_exit");

    /** What is loaded for it. */
    static final List<String> PROGRAMS = List.of(FOUND, REFRESH, FOLLOW.get(0), FOLLOW.get(1));

    private final Programs programs;
    private final List<BpfLink> links = new ArrayList<>();

    private Owners(Programs programs) {
        this.programs = programs;
    }

    /** Follows the processes that {@code filter} names from now on. */
    static Owners follow(Filter filter, Programs programs) {
        Owners owners = new Owners(programs);
        try {
            FOLLOW.forEach(name -> owners.links.add(programs.object().program(name).attach()));
            owners.seed(filter);
        } catch (RuntimeException e) {
            owners.close();
            throw e;
        }
        return owners;
    }

    private void seed(Filter filter) {
        Map<Long, Integer> marks = new HashMap<>();
        for (ProcessRule rule : filter.processes()) {
            int bit = rule.negated() ? FilterConfig.OWNER_PID_NOT : FilterConfig.OWNER_PID;
            ProcessHandle.of(rule.pid()).ifPresent(process -> mark(process, bit, marks));
        }
        marks.forEach((pid, bits) -> put(pid, bits, bits));
        if (filter.command()) {
            put(ProcessHandle.current().pid(), 0, FilterConfig.OWNER_COMMAND);
        }
    }

    private static void mark(ProcessHandle process, int bit, Map<Long, Integer> marks) {
        marks.merge(process.pid(), bit, (a, b) -> a | b);
        process.descendants().forEach(child -> marks.merge(child.pid(), bit, (a, b) -> a | b));
    }

    /** {@code struct process_mark}: its own bits, and those of the processes that it starts. */
    private void put(long pid, int own, int children) {
        BpfMap processes = programs.object().map("processes");
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment mark = arena.allocate(8, 4);
            mark.set(JAVA_INT, 0, own);
            mark.set(JAVA_INT, 4, children);
            processes.update((int) pid, mark);
        }
    }

    /** Marks the sockets that processes hold now. */
    void find() {
        programs.object().program(FOUND).iterate();
    }

    /**
     * Notes the connections of the calling thread's network namespace, so that packets find them.
     */
    void refresh() {
        programs.object().program(REFRESH).iterate();
    }

    @Override
    public void close() {
        links.forEach(BpfLink::close);
        links.clear();
    }
}
