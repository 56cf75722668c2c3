package io.tcbee.record;

import io.tcbee.libbpf.BpfException;
import io.tcbee.libbpf.BpfMap;
import io.tcbee.libbpf.BpfObject;
import io.tcbee.libbpf.BpfProgram;
import io.tcbee.libbpf.Btf;
import io.tcbee.libbpf.UnsupportedKernelException;
import io.tcbee.record.filter.Filter;
import io.tcbee.trace.Code;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The object of {@code bpf/} in the kernel, without the programs that this kernel refuses. */
final class Programs implements AutoCloseable {
    // enum watch and enum watched_by (bpf/include/tcbee/watched.bpf.h)
    private static final int WATCH_TIMERS = 0;
    private static final int WATCH_ACKS = 1;
    private static final int WATCHED_BY_FUNCTION = 1;
    private static final int WATCHED_BY_TRACEPOINT = 2;

    private static final String OBJECT = "META-INF/tcbee/tcbee.bpf.o";

    private final BpfObject object;
    private final EnumMap<Probe, BpfProgram> loaded;
    private final Map<Probe, String> refused;
    private final List<Code> codes;
    private final List<String> undescribed;

    private Programs(
            BpfObject object,
            EnumMap<Probe, BpfProgram> loaded,
            Map<Probe, String> refused,
            List<Code> codes,
            List<String> undescribed) {
        this.object = object;
        this.loaded = loaded;
        this.refused = refused;
        this.codes = codes;
        this.undescribed = undescribed;
    }

    /**
     * Loads what is wanted and can be: a program that the kernel refuses is left out, with the
     * reason, and the others are tried again.
     *
     * @throws BpfException if what fails is not one program
     */
    static Programs load(Set<Probe> wanted, Config config, Filter filter, Btf kernel) {
        EnumMap<Probe, String> refused = new EnumMap<>(Probe.class);
        for (Probe probe : wanted) {
            lacking(probe, kernel).ifPresent(reason -> refused.put(probe, reason));
        }
        refuseFunctions(wanted, kernel, refused);
        byte[] elf = objectFile();
        try (BpfMap ring = Rings.example(config)) {
            while (true) {
                Optional<Programs> programs =
                        attempt(elf, wanted, refused, config, filter, ring, kernel);
                if (programs.isPresent()) {
                    return programs.get();
                }
            }
        }
    }

    /** Empty if a program was refused: then there is one more in {@code refused}. */
    private static Optional<Programs> attempt(
            byte[] elf,
            Set<Probe> wanted,
            EnumMap<Probe, String> refused,
            Config config,
            Filter filter,
            BpfMap ring,
            Btf kernel) {
        BpfObject object = BpfObject.open("tcbee", elf);
        try {
            EnumMap<Probe, BpfProgram> chosen =
                    configure(object, wanted, refused, config, filter, ring);
            object.load();
            List<String> undescribed =
                    chosen.containsKey(Probe.TCP_PROBE_CC)
                                    || chosen.containsKey(Probe.TCP_ACK_CC_EXIT)
                            ? CongestionControls.undescribed(kernel)
                            : List.of();
            return Optional.of(new Programs(object, chosen, refused, codes(kernel), undescribed));
        } catch (BpfException e) {
            object.close();
            Probe culprit = Probe.ofProgram(e.program()).orElseThrow(() -> e);
            if (refused.containsKey(culprit)) {
                throw e;
            }
            refused.put(culprit, culprit.program() + " does not load: " + why(e));
            return Optional.empty();
        } catch (RuntimeException e) {
            object.close();
            throw e;
        }
    }

    private static List<Code> codes(Btf kernel) {
        List<Code> codes = new ArrayList<>();
        for (String kind : List.of("skb_drop_reason", "sk_rst_reason")) {
            kernel.enumNames(kind).forEach((value, name) -> codes.add(new Code(kind, value, name)));
        }
        return codes;
    }

    /**
     * A kernel that cannot trace one function cannot trace any; asked first, as each refusal costs
     * a load.
     */
    private static void refuseFunctions(Set<Probe> wanted, Btf kernel, Map<Probe, String> refused) {
        List<Probe> functions =
                wanted.stream()
                        .filter(probe -> probe.kind() == Probe.Kind.FUNCTION)
                        .filter(probe -> !refused.containsKey(probe))
                        .toList();
        if (functions.isEmpty()) {
            return;
        }
        try {
            kernel.traceFunction(functions.getFirst().place());
        } catch (BpfException e) {
            functions.forEach(probe -> refused.put(probe, "fexit does not load: " + e.reason()));
        }
    }

    private static Optional<String> lacking(Probe probe, Btf kernel) {
        Optional<String> called = probe.calls().filter(name -> !kernel.hasFunction(name));
        if (called.isPresent()) {
            return Optional.of(
                    probe.program()
                            + " needs the kernel's "
                            + called.get()
                            + ", which Linux >= 6.2 has");
        }
        boolean there =
                switch (probe.kind()) {
                    case TRACEPOINT -> kernel.hasTracepoint(probe.tracepoint());
                    case FUNCTION -> kernel.hasFunction(probe.place());
                    default -> true;
                };
        return there
                ? Optional.empty()
                : Optional.of(
                        new UnsupportedKernelException(probe.place(), probe.since()).getMessage());
    }

    private static EnumMap<Probe, BpfProgram> configure(
            BpfObject object,
            Set<Probe> wanted,
            Map<Probe, String> refused,
            Config config,
            Filter filter,
            BpfMap ring) {
        EnumMap<Probe, BpfProgram> chosen = new EnumMap<>(Probe.class);
        for (BpfProgram program : object.programs()) {
            Optional<Probe> probe = Probe.ofProgram(program.name());
            boolean load =
                    probe.isPresent()
                            && wanted.contains(probe.get())
                            && !refused.containsKey(probe.get());
            program.autoload(load);
            if (load) {
                chosen.put(probe.get(), program);
            }
        }
        config.write(object.rodata("config"));
        filter(object, filter, config.jiffyUs());
        Rings.size(object, ring);
        Counters.size(object);
        return chosen;
    }

    /** What only owners need is loaded and has room only where they count. */
    private static void filter(BpfObject object, Filter filter, int jiffyUs) {
        FilterConfig.write(filter, jiffyUs, object.rodata("filter"));
        if (filter.asksOwner()) {
            Owners.PROGRAMS.forEach(name -> object.program(name).autoload(true));
        } else {
            object.map("flows").maxEntries(1);
        }
    }

    /** The error, and the last line of the verifier that is not a statistic. */
    private static String why(BpfException e) {
        String last = "";
        for (String line : e.log().lines().toList()) {
            boolean speaks =
                    !line.isBlank()
                            && !line.startsWith("libbpf:")
                            && !line.startsWith("-- END")
                            && !line.startsWith("processed ")
                            && !line.startsWith("verification time")
                            && !line.startsWith("stack depth");
            last = speaks ? line.strip() : last;
        }
        return last.isEmpty() ? e.reason() : e.reason() + ": " + last;
    }

    private static byte[] objectFile() {
        ClassLoader loader = Programs.class.getClassLoader();
        try (InputStream in = loader.getResourceAsStream(OBJECT)) {
            if (in == null) {
                throw new RecordException("load the BPF programs: no " + OBJECT + " in this build");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new RecordException("load the BPF programs: " + e.getMessage(), e);
        }
    }

    /** The loaded program of that probe, if it is in the kernel. */
    Optional<BpfProgram> program(Probe probe) {
        return Optional.ofNullable(loaded.get(probe));
    }

    /** Loaded ones, in order of their ids. */
    Set<Probe> loaded() {
        return loaded.keySet();
    }

    /** Wanted ones that are not loaded, with one sentence each. */
    Map<Probe, String> refused() {
        return refused;
    }

    /** What a loaded program cannot tell on this kernel, one sentence each. */
    List<String> undescribed() {
        return undescribed;
    }

    /** What the kernel's enums mean; their numbers differ from release to release. */
    List<Code> codes() {
        return codes;
    }

    BpfMap counters() {
        return object.map(Counters.MAP);
    }

    /** Index: CPU. */
    BpfObject object() {
        return object;
    }

    /** Tells the programs that from now on every handling of a socket's timer is seen. */
    void timersAreSeen(boolean byFunction) {
        watched(WATCH_TIMERS, byFunction ? WATCHED_BY_FUNCTION : WATCHED_BY_TRACEPOINT);
    }

    /** Tells the programs that from now on the state after each acknowledgment is seen. */
    void acksAreSeen() {
        watched(WATCH_ACKS, WATCHED_BY_FUNCTION);
    }

    private void watched(int watch, int by) {
        try (Arena arena = Arena.ofConfined()) {
            object.map("watched").update(watch, arena.allocateFrom(ValueLayout.JAVA_INT, by));
        }
    }

    /** Addresses in the kernel's code that dropped packets; key and value of 8 bytes. */
    BpfMap places() {
        return object.map("places");
    }

    @Override
    public void close() {
        object.close();
    }
}
