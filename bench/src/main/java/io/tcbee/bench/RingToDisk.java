package io.tcbee.bench;

import java.util.List;
import java.util.Locale;

/** How many events per second, of 104 bytes, go from a ring to the disk, and for how much CPU? */
final class RingToDisk implements Benchmark {
    private static final double RATE = 10e6;
    private static final double MILLION = 1e6;
    private static final String RING_MIB = "64";

    @Override
    public String name() {
        return "consumer";
    }

    @Override
    public List<Row> run(Setting setting) {
        Samples rate = new Samples();
        Samples lost = new Samples();
        Samples cost = new Samples();
        Samples speed = new Samples();
        try (Namespaces namespaces = Namespaces.open()) {
            for (int round = 0; round < setting.repeats(); round++) {
                try (Recording recording =
                                Recording.start(
                                        namespaces,
                                        setting.tcbee(),
                                        setting.trace(),
                                        "--ring",
                                        RING_MIB,
                                        Namespaces.FAR);
                        Producer producer = Producer.on(namespaces, recording)) {
                    producer.produce(RATE / 10, setting.warmUp());
                    long before = recording.drainCpuNs();
                    double produced = producer.produce(RATE, setting.window());
                    double seconds = setting.window().toNanos() / 1e9;
                    cost.add((recording.drainCpuNs() - before) / (produced * seconds));
                    rate.add(produced / MILLION);
                    Recording.Total total = recording.stop();
                    lost.add(100.0 * total.lost() / (total.stored() + total.lost()));
                    speed.add(produced * (double) total.bytes() / total.stored() / 1e9);
                }
                setting.tell(name(), "M events/s", rate, 2);
                setting.tell(name(), "% lost", lost, 2);
                setting.tell(name(), "ns per event", cost, 1);
            }
        }
        String gigabytes =
                String.format(Locale.ROOT, "events produced (%.2f GB/s)", speed.median());
        return List.of(
                Row.least(name(), gigabytes, rate, 2, " M/s", 9.9),
                Row.most(name(), "lost, ring of " + RING_MIB + " MiB", lost, 2, " %", 0),
                Row.most(name(), "CPU of the consumer's thread per event", cost, 1, " ns", 16));
    }
}
