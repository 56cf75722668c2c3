package io.tcbee.bench;

import java.util.List;

/** Packets in by XDP: how many events per second reach the disk? */
final class XdpPath implements Benchmark {
    private static final double MILLION = 1e6;

    @Override
    public String name() {
        return "xdp";
    }

    @Override
    public List<Row> run(Setting setting) {
        Samples rate = new Samples();
        Samples lost = new Samples();
        try (Namespaces namespaces = Namespaces.open();
                Frames frames = Frames.open(namespaces)) {
            for (int round = 0; round < setting.repeats(); round++) {
                try (Recording recording =
                        Recording.start(
                                namespaces,
                                setting.tcbee(),
                                setting.trace(),
                                "--ingress",
                                "xdp",
                                Namespaces.FAR)) {
                    frames.send(setting.warmUp());
                    rate.add(frames.send(setting.window()) / MILLION);
                    lost.add(recording.stop().lost());
                }
                setting.tell(name(), "M events/s", rate, 2);
            }
        }
        return List.of(
                Row.least(name(), "events to disk", rate, 2, " M/s", 3),
                Row.most(name(), "lost", lost, 0, "", 0));
    }
}
