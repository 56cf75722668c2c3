package io.tcbee.web;

import io.tcbee.model.Endpoint;
import io.tcbee.model.Series;
import io.tcbee.model.Side;
import io.tcbee.model.Source;
import io.tcbee.model.Unit;
import io.tcbee.store.Attribute;
import io.tcbee.store.ConnectionRow;
import io.tcbee.store.Loss;
import io.tcbee.store.Run;
import io.tcbee.store.SeriesKey;
import io.tcbee.web.MemoryStore.Line;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * A run of 20 s with one CUBIC flow of a million samples (RFC 9438 growth, one loss whenever its
 * window passes 340 segments), one BBR flow beside it, and small ones.
 */
final class SyntheticFlows {
    static final long SECOND = 1_000_000_000L;
    static final long DURATION = 20 * SECOND;
    static final int SAMPLES = 1_000_000;
    private static final int MSS = 1448;

    private final MemoryStore store = new MemoryStore();
    private final Random random = new Random(9438);

    private SyntheticFlows() {}

    static MemoryStore store() {
        SyntheticFlows flows = new SyntheticFlows();
        flows.define();
        flows.run();
        flows.cubic(1, 0, SAMPLES);
        flows.bbr(2, 3 * SECOND, 100_000);
        flows.web(3);
        flows.packetsOnly(4);
        for (int id = 5; id <= 40; id++) {
            flows.small(id);
        }
        SyntheticConversation.addTo(flows.store);
        return flows.store;
    }

    private void run() {
        store.runs.add(
                new Run(
                        1,
                        "6f1c8f3e",
                        "demo.tcbee",
                        "lab-sender",
                        "6.18.0-amd64",
                        1_795_388_078_123_456_789L,
                        86_400_000_000_000L,
                        DURATION,
                        "tcbee-a,tcbee-b",
                        "packets: tcx\ntcp_probe: tp_btf\ntcp_retransmit_skb: tp_btf",
                        "",
                        true,
                        4_812_345,
                        1_234));
        store.losses.add(
                new Loss(1, 8_200_000_000L, 8_350_000_000L, "packets: tcx ingress", 1, 1_200));
        store.losses.add(new Loss(1, 14_700_000_000L, 14_702_000_000L, "tcp_probe", 0, 34));
    }

    private void define() {
        kernel("snd_cwnd", Unit.SEGMENTS, "Congestion window.");
        kernel("snd_ssthresh", Unit.SEGMENTS, "Slow-start threshold; 2^31-1 is infinite.");
        kernel("srtt_us", Unit.MICROSECONDS, "Smoothed round-trip time; 0 is none yet.");
        kernel("mss_cache", Unit.BYTES, "Current effective sending MSS.");
        kernel("min_rtt_us", Unit.MICROSECONDS, "Windowed minimum of the round-trip time.");
        kernel("snd_wnd", Unit.BYTES, "Window offered by the peer.");
        kernel("icsk_ca_state", Unit.NONE, "0 Open, 1 Disorder, 2 CWR, 3 Recovery, 4 Loss.");
        kernel("sk_pacing_rate", Unit.BYTES_PER_SECOND, "Pacing rate.");
        wire("rtt_us", Unit.MICROSECONDS, "Round-trip time of an ACK.", "RFC 6298, section 3");
        wire("bytes_in_flight", Unit.BYTES, "Sent and not acknowledged.", "RFC 9293, section 3.4");
        wire("goodput", Unit.BITS_PER_SECOND, "New bytes acknowledged in a window.", "RFC 2647");
        wire("goodput_average", Unit.BITS_PER_SECOND, "Goodput of the whole connection.", "");
        wire("retransmission", Unit.BYTES, "A segment sent again.", "RFC 9293, section 3.8.1");
        wire("bytes", Unit.BYTES, "Payload sent once.", "");
        wire("rtt_min_us", Unit.MICROSECONDS, "Least round-trip time.", "");
        wire("rtt_median_us", Unit.MICROSECONDS, "Median of the round-trip times.", "");
        wire("rtt_p95_us", Unit.MICROSECONDS, "95th percentile of the round-trip times.", "");
        wire("retransmissions", Unit.SEGMENTS, "Segments sent again.", "");
        wire("dupack_5681", Unit.COUNT, "Duplicate ACKs.", "RFC 5681, section 2");
        kernel("snd_cwnd_max", Unit.SEGMENTS, "Greatest congestion window.");
        wire("events", Unit.COUNT, "Events of this connection.", "");
        wire("events_lost", Unit.COUNT, "Events lost while it lived.", "");
        wire("uncertain", Unit.NONE, "Why values may be wrong, a sum.", "");
        wire("initial_window", Unit.BYTES, "Sent before the first ACK of data.", "RFC 6928");
    }

    private void kernel(String name, Unit unit, String text) {
        store.catalogue.put(
                name, new Series(name, unit, text, Source.KERNEL, "include/linux/tcp.h"));
    }

    private void wire(String name, Unit unit, String text, String reference) {
        store.catalogue.put(name, new Series(name, unit, text, Source.WIRE, reference));
    }

    /** RFC 9438: W(t) = C (t - K)^3 + Wmax, beta 0.7, C 0.4; a round trip of 20 ms plus a queue. */
    private void cubic(long id, long start, int samples) {
        long[] times = times(start, DURATION, samples);
        double[] window = new double[samples];
        double[] threshold = new double[samples];
        double[] state = new double[samples];
        List<Long> lost = new ArrayList<>();
        double most = 340;
        double top = 0;
        double epoch = 0;
        for (int i = 0; i < samples; i++) {
            double t = (times[i] - start) / 1e9;
            double grown =
                    top == 0
                            ? 10 * Math.pow(2, t / 0.06)
                            : 0.4 * Math.pow(t - epoch - Math.cbrt(top * 0.3 / 0.4), 3) + top;
            if (grown > most) {
                top = most;
                epoch = t;
                most = 300 + random.nextInt(80);
                for (int k = 0; k < 3 + random.nextInt(9); k++) {
                    lost.add(times[i] + 15_000_000L + k * 400_000L);
                }
                grown = top * 0.7;
            }
            window[i] = Math.floor(grown);
            threshold[i] = top == 0 ? Integer.MAX_VALUE : Math.floor(top * 0.7);
            state[i] = top != 0 && t - epoch < 0.06 ? 3 : 0;
        }
        put(id, Side.CLIENT, "snd_cwnd", times, window);
        put(id, Side.CLIENT, "snd_ssthresh", times, threshold);
        put(id, Side.CLIENT, "icsk_ca_state", times, state);
        measured(id, times, window, 20_000, 60);
        marks(id, lost);
        connection(id, endpoint("10.71.0.1", 41822), "iperf3", "cubic", start, lost.size());
    }

    /** A startup of 0.4 s, then 8 phases of 10 ms of which one probes by 1.25 and one drains. */
    private void bbr(long id, long start, int samples) {
        long[] times = times(start, DURATION - SECOND, samples);
        double[] window = new double[samples];
        double[] threshold = new double[samples];
        double[] state = new double[samples];
        for (int i = 0; i < samples; i++) {
            double t = (times[i] - start) / 1e9;
            boolean probing = t > 0.5 && t % 10 > 9.8;
            window[i] = t < 0.4 ? 10 * Math.pow(2, t / 0.08) : probing ? 4 : 2 * 98;
            window[i] = Math.floor(Math.min(window[i], 283) + (probing ? 0 : random.nextInt(3)));
            threshold[i] = Integer.MAX_VALUE;
        }
        long[] doubts = {5 * SECOND, 6 * SECOND, 8 * SECOND, 9 * SECOND};
        put(id, Side.CLIENT, "uncertain", doubts, new double[] {1, 0, 5, 0});
        put(id, Side.CLIENT, "snd_cwnd", times, window);
        put(id, Side.CLIENT, "snd_ssthresh", times, threshold);
        put(id, Side.CLIENT, "icsk_ca_state", times, state);
        measured(id, times, window, 20_000, 110);
        marks(id, List.of(start + 420_000_000L, start + 421_000_000L));
        connection(id, endpoint("10.71.0.1", 41830), "iperf3", "bbr", start, 2);
    }

    /** What follows from a window: flight, round trip and rates through a link of {@code pipe}. */
    private void measured(long id, long[] times, double[] window, int rttUs, double pipe) {
        int samples = times.length;
        double[] flight = new double[samples];
        double[] smooth = new double[samples];
        double[] least = new double[samples];
        double[] offered = new double[samples];
        double[] pacing = new double[samples];
        double srtt = rttUs;
        double min = 4e9;
        List<Long> rttTimes = new ArrayList<>();
        List<Double> rtts = new ArrayList<>();
        for (int i = 0; i < samples; i++) {
            flight[i] = Math.max(1, window[i] - random.nextInt(4)) * MSS;
            double queue = Math.max(0, window[i] - pipe) / pipe * rttUs * 0.5;
            double rtt = rttUs + queue + Math.abs(random.nextGaussian()) * 350;
            srtt += (rtt - srtt) * 0.002;
            min = Math.min(min, rtt);
            smooth[i] = Math.floor(srtt);
            least[i] = Math.floor(min);
            offered[i] = 3_145_728;
            pacing[i] = Math.floor(1.2 * window[i] * MSS / (srtt / 1e6));
            if (i % 20 == 0) {
                rttTimes.add(times[i]);
                rtts.add(Math.floor(rtt));
            }
        }
        put(id, Side.CLIENT, "bytes_in_flight", times, flight);
        put(id, Side.CLIENT, "srtt_us", times, smooth);
        put(id, Side.CLIENT, "min_rtt_us", times, least);
        put(id, Side.CLIENT, "snd_wnd", times, offered);
        put(id, Side.CLIENT, "mss_cache", new long[] {times[0]}, new double[] {MSS});
        put(id, Side.CLIENT, "sk_pacing_rate", times, pacing);
        put(id, Side.CLIENT, "rtt_us", longs(rttTimes), doubles(rtts));
        goodput(id, times, window, smooth);
    }

    private void goodput(long id, long[] times, double[] window, double[] smooth) {
        int bins = (int) ((times[times.length - 1] - times[0]) / 100_000_000L);
        long[] at = new long[bins];
        double[] rate = new double[bins];
        for (int i = 0; i < bins; i++) {
            at[i] = times[0] + (i + 1) * 100_000_000L;
            int sample = MemoryStore.lowerBound(times, at[i]) - 1;
            rate[i] =
                    Math.round(
                            window[sample] * MSS * 8 / (smooth[sample] / 1e6)
                                    - random.nextInt(900_000));
        }
        put(id, Side.CLIENT, "goodput", at, rate);
    }

    private void marks(long id, List<Long> lost) {
        double[] sizes = new double[lost.size()];
        Arrays.fill(sizes, MSS);
        put(id, Side.CLIENT, "retransmission", longs(lost), sizes);
    }

    /** A short download: the server sends, and its host is not the one that recorded. */
    private void web(long id) {
        long[] times = times(6 * SECOND, 6 * SECOND + 900_000_000L, 400);
        double[] flight = new double[times.length];
        for (int i = 0; i < times.length; i++) {
            flight[i] = Math.min(10 + i, 120) * 1428.0;
        }
        put(id, Side.SERVER, "bytes_in_flight", times, flight);
        store.connections.add(
                new ConnectionRow(
                        id,
                        1,
                        endpoint("fd00:71::1", 55012),
                        endpoint("fd00:71::2", 443),
                        Side.CLIENT,
                        4026532281L,
                        0x1_0000_0000_0003L,
                        4711,
                        "curl",
                        "cubic",
                        6 * SECOND,
                        6 * SECOND + 950_000_000L,
                        false,
                        true,
                        "fin",
                        List.of(
                                new Attribute(Side.CLIENT, "bytes", 742),
                                new Attribute(Side.SERVER, "bytes", 8_388_608),
                                new Attribute(Side.SERVER, "goodput_average", 70_640_000),
                                new Attribute(Side.SERVER, "initial_window", 14_280),
                                new Attribute(null, "events", 9_123))));
    }

    private void packetsOnly(long id) {
        store.connections.add(
                new ConnectionRow(
                        id,
                        1,
                        endpoint("10.71.0.9", 33000),
                        endpoint("10.71.0.2", 22),
                        null,
                        0,
                        0,
                        0,
                        "",
                        "",
                        SECOND,
                        2 * SECOND,
                        true,
                        false,
                        "open",
                        List.of(new Attribute(null, "events", 12))));
    }

    private void small(int id) {
        long start = id * SECOND / 3;
        long[] times = times(start, start + 300_000_000L, 50);
        double[] window = new double[50];
        for (int i = 0; i < 50; i++) {
            window[i] = 10 + i;
        }
        put(id, Side.CLIENT, "snd_cwnd", times, window);
        store.connections.add(
                new ConnectionRow(
                        id,
                        1,
                        endpoint("10.71.0.1", 50000 + id),
                        endpoint("10.71.0.2", 8080),
                        Side.CLIENT,
                        4026532281L,
                        id,
                        900 + id,
                        id % 2 == 0 ? "nginx" : "postgres",
                        id % 3 == 0 ? "reno" : "cubic",
                        start,
                        start + 300_000_000L,
                        false,
                        true,
                        id % 7 == 0 ? "reset" : "fin",
                        List.of(
                                new Attribute(Side.CLIENT, "bytes", 1000.0 * id * id),
                                new Attribute(Side.SERVER, "bytes", 320),
                                new Attribute(Side.CLIENT, "rtt_min_us", 20_100 + id),
                                new Attribute(Side.CLIENT, "rtt_median_us", 21_000 + 13 * id),
                                new Attribute(Side.CLIENT, "snd_cwnd_max", 59),
                                new Attribute(Side.CLIENT, "retransmissions", 0),
                                new Attribute(null, "events", 50))));
    }

    private void connection(
            long id, Endpoint client, String comm, String control, long start, int retransmitted) {
        store.connections.add(
                new ConnectionRow(
                        id,
                        1,
                        client,
                        endpoint("10.71.0.2", 5201),
                        Side.CLIENT,
                        4026532281L,
                        0x1_0000_0000_0000L + id,
                        4321,
                        comm,
                        control,
                        start,
                        DURATION,
                        false,
                        true,
                        "fin",
                        List.of(
                                new Attribute(Side.CLIENT, "bytes", 412_345_678 / (double) id),
                                new Attribute(Side.SERVER, "bytes", 0),
                                new Attribute(
                                        Side.CLIENT, "goodput_average", 164_938_271 / (double) id),
                                new Attribute(Side.CLIENT, "rtt_min_us", 20_013),
                                new Attribute(Side.CLIENT, "rtt_median_us", 33_871),
                                new Attribute(Side.CLIENT, "rtt_p95_us", 61_204),
                                new Attribute(Side.CLIENT, "retransmissions", retransmitted),
                                new Attribute(Side.CLIENT, "dupack_5681", 12.0 * retransmitted),
                                new Attribute(Side.CLIENT, "snd_cwnd_max", 379),
                                new Attribute(null, "events", 2_400_123),
                                new Attribute(null, "events_lost", 1_200),
                                new Attribute(Side.CLIENT, "initial_window", 14_480))));
    }

    private void put(long id, Side side, String name, long[] times, double[] values) {
        store.lines.put(new SeriesKey(id, side, name), new Line(times, values));
    }

    private static long[] times(long from, long to, int count) {
        long[] times = new long[count];
        for (int i = 0; i < count; i++) {
            times[i] = from + (to - from) * i / count;
        }
        return times;
    }

    private static long[] longs(List<Long> values) {
        return values.stream().mapToLong(Long::longValue).toArray();
    }

    private static double[] doubles(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static Endpoint endpoint(String address, int port) {
        try {
            return new Endpoint(InetAddress.getByName(address), port);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("address=" + address, e);
        }
    }
}
