package io.tcbee.bench;

import java.util.List;

/** What does a packet cost that the filter leaves out? */
final class Unwanted implements Benchmark {
    /** The frames are of other ports. */
    private static final String PORT = "1";

    @Override
    public String name() {
        return "unwanted";
    }

    @Override
    public List<Row> run(Setting setting) {
        Samples cost = new Samples();
        try (Namespaces namespaces = Namespaces.open();
                Frames frames = Frames.open(namespaces)) {
            frames.takeFrames();
            frames.doNothing();
            for (int round = 0; round < setting.repeats(); round++) {
                try (Recording recording =
                                Recording.start(
                                        namespaces,
                                        setting.tcbee(),
                                        setting.trace(),
                                        "-p",
                                        PORT,
                                        Namespaces.FAR);
                        ProgramStats stats = ProgramStats.open()) {
                    cost.add(stats.beyondNothing("packet_ingress", frames, setting));
                    recording.stop();
                }
                setting.tell(name(), "ns", cost, 1);
            }
        }
        return List.of(
                Row.most(name(), "a packet that -p leaves out, by bpf_stats", cost, 1, " ns", 10));
    }
}
