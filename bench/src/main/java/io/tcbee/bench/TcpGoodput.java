package io.tcbee.bench;

import java.util.ArrayList;
import java.util.List;

/** How much goodput does real TCP lose while it is recorded, with both CPUs busy? */
final class TcpGoodput implements Benchmark {
    private static final double WITH_HEADERS = 0.95;
    private static final double WITH_STATE = 0.90;

    @Override
    public String name() {
        return "tcp";
    }

    @Override
    public List<Row> run(Setting setting) {
        if (!SmallWrites.exists()) {
            return List.of(Row.missing(name(), "iperf3 is missing"));
        }
        String[] headersOnly = setting.groups("--headers");
        String[] withState = setting.groups("--headers", "--state");
        Samples off = new Samples();
        Samples headers = new Samples();
        Samples state = new Samples();
        Samples tcpdump = new Samples();
        Samples lost = new Samples();
        try (Namespaces namespaces = Namespaces.open()) {
            SmallWrites.run(namespaces, setting.warmUp());
            for (int round = 0; round < setting.repeats(); round++) {
                off.add(SmallWrites.run(namespaces, setting.window()));
                setting.tell(name(), "Mbit/s alone", off, 0);
                if (headersOnly.length > 0) {
                    record(setting, namespaces, headers, lost, headersOnly);
                    setting.tell(name(), "Mbit/s with headers", headers, 0);
                }
                record(setting, namespaces, state, lost, withState);
                setting.tell(name(), "Mbit/s with headers and state", state, 0);
                if (Tcpdump.exists()) {
                    capture(setting, namespaces, tcpdump);
                    setting.tell(name(), "Mbit/s with tcpdump", tcpdump, 0);
                }
            }
        }
        List<Row> rows = new ArrayList<>();
        rows.add(
                Row.of(name(), "goodput of 64-byte writes, nobody looks", off.text(0) + " Mbit/s"));
        rows.add(
                headers.isEmpty()
                        ? Row.missing(name(), "this recorder has no --headers")
                        : Row.least(
                                name(), "with headers", headers.over(off), 3, "", WITH_HEADERS));
        String what = withState.length > 0 ? "with headers and state" : "with everything";
        rows.add(Row.least(name(), what, state.over(off), 3, "", WITH_STATE));
        rows.add(Row.lost(name(), "lost", lost, 0, ""));
        rows.add(
                tcpdump.isEmpty()
                        ? Row.missing(name(), "tcpdump is missing")
                        : Row.of(
                                name(), "rival: with tcpdump -s 96 -w", tcpdump.over(off).text(3)));
        return rows;
    }

    private static void record(
            Setting setting,
            Namespaces namespaces,
            Samples goodput,
            Samples lost,
            String[] groups) {
        List<String> options = new ArrayList<>(List.of(groups));
        options.add(Namespaces.FAR);
        try (Recording recording =
                Recording.start(
                        namespaces,
                        setting.tcbee(),
                        setting.trace(),
                        options.toArray(String[]::new))) {
            SmallWrites.run(namespaces, setting.warmUp());
            goodput.add(SmallWrites.run(namespaces, setting.window()));
            lost.add(recording.stop().lost());
        }
    }

    private static void capture(Setting setting, Namespaces namespaces, Samples goodput) {
        try (Tcpdump tcpdump = Tcpdump.start(namespaces, setting.capture())) {
            SmallWrites.run(namespaces, setting.warmUp());
            goodput.add(SmallWrites.run(namespaces, setting.window()));
            tcpdump.stop();
        }
    }
}
