package io.tcbee.bench;

import java.util.List;

/** How long until it records, and how much memory does it take beside its rings? */
final class Startup implements Benchmark {
    private static final double MILLION = 1e6;

    @Override
    public String name() {
        return "start";
    }

    @Override
    public List<Row> run(Setting setting) {
        Samples ms = new Samples();
        Samples memory = new Samples();
        try (Namespaces namespaces = Namespaces.open()) {
            for (int round = 0; round < 2 * setting.repeats(); round++) {
                try (Recording recording =
                        Recording.startAnywhere(
                                namespaces, setting.tcbee(), setting.trace(), Namespaces.FAR)) {
                    ms.add(recording.startupNs() / MILLION);
                    memory.add(recording.memory() / MILLION);
                    recording.stop();
                }
            }
            setting.tell(name(), "ms", ms, 0);
            setting.tell(name(), "MB", memory, 0);
        }
        return List.of(
                Row.most(name(), "from ./tcbee record to attached", ms, 0, " ms", 250),
                Row.most(name(), "resident memory without the rings", memory, 0, " MB", 80));
    }
}
