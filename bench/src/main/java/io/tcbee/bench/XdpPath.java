package io.tcbee.bench;

import io.tcbee.libbpf.BpfLink;
import io.tcbee.libbpf.BpfObject;
import java.util.List;

/**
 * Packets in by XDP: how many events per second reach the disk?
 *
 * <p>Once as the recorder does it, which passes every packet on: the stack then takes most of the
 * time. Once with the same program on the same rings dropping them afterwards, beside one that only
 * drops: what is left is the recorder.
 */
final class XdpPath implements Benchmark {
    private static final double MILLION = 1e6;

    @Override
    public String name() {
        return "xdp";
    }

    @Override
    public List<Row> run(Setting setting) {
        Samples off = new Samples();
        Samples dropped = new Samples();
        Samples passed = new Samples();
        Samples lost = new Samples();
        try (Namespaces namespaces = Namespaces.open();
                Frames frames = Frames.open(namespaces)) {
            for (int round = 0; round < setting.repeats(); round++) {
                try (BpfLink _ = frames.dropFrames()) {
                    frames.send(setting.warmUp());
                    off.add(frames.send(setting.window()) / MILLION);
                }
                setting.tell(name(), "M frames/s dropped unseen", off, 2);
                recordAndDrop(setting, namespaces, frames, dropped, lost);
                setting.tell(name(), "M events/s, then dropped", dropped, 2);
                recordAndPass(setting, namespaces, frames, passed, lost);
                setting.tell(name(), "M events/s, passed on", passed, 2);
            }
        }
        return List.of(
                Row.of(name(), "frames, dropped unseen", off.text(2) + " M/s"),
                Row.least(name(), "events to disk, frames dropped", dropped, 2, " M/s", 3),
                Row.of(name(), "recorded / unseen", dropped.over(off).text(3)),
                Row.of(
                        name(),
                        "events to disk, frames passed on to the stack",
                        passed.text(2) + " M/s"),
                Row.lost(name(), "lost", lost, 0, ""));
    }

    private static void recordAndDrop(
            Setting setting, Namespaces namespaces, Frames frames, Samples rate, Samples lost) {
        try (Recording recording =
                        Recording.start(
                                namespaces, setting.tcbee(), setting.trace(), Namespaces.FAR);
                BpfObject recorder = Producer.recorderObject("drop", recording);
                BpfLink _ = frames.dropFrames(recorder)) {
            frames.send(setting.warmUp());
            rate.add(frames.send(setting.window()) / MILLION);
            lost.add(recording.stop().lost());
        }
    }

    private static void recordAndPass(
            Setting setting, Namespaces namespaces, Frames frames, Samples rate, Samples lost) {
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
    }
}
