package io.tcbee.bench;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32C;

/** How many events per second, of 104 bytes, go from a ring to the disk, and for how much CPU? */
final class RingToDisk implements Benchmark {
    private static final double RATE = 10e6;
    private static final double MILLION = 1e6;
    private static final String RING_MIB = "64";
    private static final int COLD_BYTES = 128 << 20;
    private static final int CHECKSUMS = 5;
    private static final double EVENT_BYTES = 104; // in the ring: 96 and the 8 before

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
        Samples floor = new Samples();
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
                floor.add(checksumNs());
                setting.tell(name(), "M events/s", rate, 2);
                setting.tell(name(), "% lost", lost, 2);
                setting.tell(name(), "ns per event", cost, 1);
            }
        }
        String gigabytes =
                String.format(Locale.ROOT, "events produced (%.2f GB/s)", speed.median());
        return List.of(
                Row.least(name(), gigabytes, rate, 2, " M/s", 9.9),
                Row.lost(name(), "lost, ring of " + RING_MIB + " MiB", lost, 2, " %"),
                Row.most(name(), "CPU of the consumer's thread per event", cost, 1, " ns", 16),
                Row.of(
                        name(),
                        "of it, a CRC32C of as many bytes that are in no cache",
                        floor.text(1) + " ns"));
    }

    /** The least that a reader can do with the bytes of an event, ns. */
    private static double checksumNs() {
        ByteBuffer bytes = ByteBuffer.allocateDirect(COLD_BYTES);
        CRC32C crc = new CRC32C();
        long best = Long.MAX_VALUE;
        for (int i = 0; i < CHECKSUMS; i++) {
            long start = System.nanoTime();
            crc.update(bytes.rewind());
            best = Math.min(best, System.nanoTime() - start);
        }
        return best * EVENT_BYTES / COLD_BYTES;
    }
}
