package io.tcbee.bench;

import java.util.ArrayList;
import java.util.List;

/** Packets in by TCX: how much slower is a path of frames while it is recorded, and an event? */
final class TcPath implements Benchmark {
    private static final double MILLION = 1e6;

    @Override
    public String name() {
        return "tc";
    }

    @Override
    public List<Row> run(Setting setting) {
        Samples off = new Samples();
        Samples on = new Samples();
        Samples tcpdump = new Samples();
        Samples lost = new Samples();
        Samples dropped = new Samples();
        Samples event = new Samples();
        Samples clock = new Samples();
        try (Namespaces namespaces = Namespaces.open();
                Frames frames = Frames.open(namespaces)) {
            frames.takeFrames();
            frames.send(setting.warmUp());
            for (int round = 0; round < setting.repeats(); round++) {
                off.add(frames.send(setting.window()) / MILLION);
                setting.tell(name(), "M packets/s alone", off, 2);
                record(setting, namespaces, frames, on, lost);
                if (Tcpdump.exists()) {
                    capture(setting, namespaces, frames, tcpdump, dropped);
                }
            }
            frames.doNothing();
            for (int round = 0; round < setting.repeats(); round++) {
                event.add(eventNs(setting, namespaces, frames));
                clock.add(frames.clockNs());
                setting.tell(name(), "ns per event", event, 1);
            }
        }
        List<Row> rows = new ArrayList<>();
        rows.add(Row.of(name(), "packets, nobody looks", off.text(2) + " M/s"));
        rows.add(Row.of(name(), "packets, recorded", on.text(2) + " M/s"));
        rows.add(Row.least(name(), "recorded / nobody looks", on.over(off), 3, "", 0.85));
        rows.add(Row.lost(name(), "lost", lost, 0, ""));
        if (tcpdump.isEmpty()) {
            rows.add(Row.missing(name(), "tcpdump is missing"));
        } else {
            rows.add(
                    Row.of(
                            name(),
                            "rival: tcpdump -s 96 -w / nobody looks",
                            tcpdump.over(off).text(3)));
            rows.add(Row.of(name(), "rival: tcpdump dropped", dropped.text(0)));
        }
        rows.add(Row.most(name(), "a header event, by bpf_stats", event, 1, " ns", 60));
        rows.add(Row.of(name(), "of it, one look at the kernel's clock", clock.text(1) + " ns"));
        return rows;
    }

    private void record(
            Setting setting, Namespaces namespaces, Frames frames, Samples rate, Samples lost) {
        try (Recording recording =
                Recording.start(namespaces, setting.tcbee(), setting.trace(), Namespaces.FAR)) {
            frames.send(setting.warmUp());
            rate.add(frames.send(setting.window()) / MILLION);
            setting.tell(name(), "M packets/s recorded", rate, 2);
            lost.add(recording.stop().lost());
        }
    }

    private void capture(
            Setting setting, Namespaces namespaces, Frames frames, Samples rate, Samples lost) {
        try (Tcpdump tcpdump = Tcpdump.start(namespaces, setting.capture())) {
            frames.send(setting.warmUp());
            rate.add(frames.send(setting.window()) / MILLION);
            setting.tell(name(), "M packets/s with tcpdump", rate, 2);
            lost.add(tcpdump.stop());
        }
    }

    /** What the program takes beyond one that does nothing, which is beside it. */
    private static double eventNs(Setting setting, Namespaces namespaces, Frames frames) {
        try (Recording recording =
                        Recording.start(
                                namespaces, setting.tcbee(), setting.trace(), Namespaces.FAR);
                ProgramStats stats = ProgramStats.open()) {
            double ns = stats.beyondNothing("packet_ingress", frames, setting);
            recording.stop();
            return ns;
        }
    }
}
