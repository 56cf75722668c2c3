package io.tcbee.pcap;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counts what was read and is no packet of TCP, or not all that could be told of it. */
final class LeftOut {
    private final Map<Integer, Long> links = new TreeMap<>();
    long notIp;
    long notTcp;
    long fragments;
    long cut;
    long malformed;
    long withoutTime;
    long clockSteps;

    void link(int link) {
        links.merge(link, 1L, Long::sum);
    }

    /** One line for each kind that there is. */
    List<String> lines(long dropped) {
        List<String> lines = new ArrayList<>();
        links.forEach((link, count) ->
                add(
                        lines,
                        count,
                        "packets of " + LinkLayer.name(link) + ", which this version cannot read"));
        add(lines, notIp, "packets without IP");
        add(lines, notTcp, "packets of other protocols than TCP");
        add(lines, fragments, "fragments of IP that are not the first of theirs");
        add(lines, cut, "packets whose headers the capture cut off");
        add(lines, malformed, "packets whose lengths contradict each other");
        add(lines, withoutTime, "packets without a time, which got that of the packet before");
        add(
                lines,
                clockSteps,
                "times more than a second behind the packet before; these stay where they are in"
                        + " the file");
        add(lines, dropped, "packets that the capturing machine dropped, as the capture says");
        return lines;
    }

    private static void add(List<String> lines, long count, String what) {
        if (count > 0) {
            lines.add(count + " " + what);
        }
    }
}
