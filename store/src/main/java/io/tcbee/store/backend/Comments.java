package io.tcbee.store.backend;

import java.util.LinkedHashMap;
import java.util.Map;

/** What the fixed tables and columns mean, as it stands in the database itself. */
public final class Comments {
    public static final String CONNECTION = "The connection it belongs to: connections.connection.";
    public static final String SIDE = "Whose it is: 0 client, 1 server.";
    public static final String TIME =
            "[ns] Since the start of the run: runs.start_realtime_ns dates it.";

    private static final String[][] FIXED = {
        {"TABLE schema_version", "Which program's tables these are, and of which version."},
        {"COLUMN schema_version.product", "tcbee"},
        {"COLUMN schema_version.version", "Raised when older programs cannot read the tables."},
        {"TABLE runs", "One row per trace that was processed into this database."},
        {"COLUMN runs.run", "1 and up."},
        {"COLUMN runs.trace", "The trace's own id, the same in every copy of the file."},
        {"COLUMN runs.source", "The file's name as it was given."},
        {"COLUMN runs.host", "Name of the recording host."},
        {"COLUMN runs.kernel", "Its kernel, as uname -r says."},
        {"COLUMN runs.start_realtime_ns", "[ns] Since 1970 (UTC), at time_ns 0."},
        {"COLUMN runs.start_monotonic_ns", "[ns] CLOCK_MONOTONIC of the host at time_ns 0."},
        {"COLUMN runs.duration_ns", "[ns] Until the last event."},
        {"COLUMN runs.interfaces", "Recorded interfaces, comma-separated."},
        {"COLUMN runs.hooks", "What served each kind of event, one a line."},
        {"COLUMN runs.filters", "What was left out on purpose, one a line; empty if nothing."},
        {"COLUMN runs.complete", "Whether the trace had its end."},
        {"COLUMN runs.events", "[count] Events recorded."},
        {"COLUMN runs.events_lost", "[count] Events lost, as the recorder counted."},
        {"TABLE connections", "One row per TCP connection: one use of its ports."},
        {"COLUMN connections.connection", "1 and up, unique in the database."},
        {"COLUMN connections.run", "The run it belongs to: runs.run."},
        {"COLUMN connections.client_address", "Of the side that sent the first SYN."},
        {"COLUMN connections.client_port", "0 to 65535."},
        {"COLUMN connections.server_address", "Of the other side."},
        {"COLUMN connections.server_port", "0 to 65535."},
        {
            "COLUMN connections.local",
            "The side whose host recorded it: 0 client, 1 server; NULL if neither or both."
        },
        {"COLUMN connections.netns", "Inode number of the network namespace; NULL unknown."},
        {"COLUMN connections.cookie", "Cookie of the local socket; NULL unknown."},
        {"COLUMN connections.pid", "Local process; NULL unknown."},
        {"COLUMN connections.comm", "Its name; NULL unknown."},
        {"COLUMN connections.congestion_control", "Of the local socket; NULL unknown."},
        {"COLUMN connections.start_ns", "[ns] First event, since the start of the run."},
        {"COLUMN connections.end_ns", "[ns] Last event, since the start of the run."},
        {
            "COLUMN connections.sides_inferred",
            "Whether client and server were concluded without a SYN."
        },
        {"COLUMN connections.handshake_seen", "Whether its SYN was recorded."},
        {"COLUMN connections.teardown", "How it ended: open, fin, reset."},
        {"TABLE attributes", "One number about a whole connection."},
        {"COLUMN attributes.connection", CONNECTION},
        {
            "COLUMN attributes.side",
            "Whose data it is about: 0 client, 1 server; NULL neither alone."
        },
        {"COLUMN attributes.name", "As in catalogue.name."},
        {"COLUMN attributes.value", "In the unit that the catalogue names."},
        {"TABLE catalogue", "What every series and attribute means."},
        {"COLUMN catalogue.number", "Stands for the name in derived and series."},
        {"COLUMN catalogue.name", "The same from the kernel to the legend."},
        {"COLUMN catalogue.unit", "Of its values; empty for a code or a flag."},
        {"COLUMN catalogue.definition", "What one value says."},
        {"COLUMN catalogue.source", "kernel, wire or inferred."},
        {"COLUMN catalogue.reference", "Where it is defined; empty where the definition is ours."},
        {
            "COLUMN catalogue.place",
            "Where its values are: a wide table, of which it is a column; points; or attributes."
        },
        {"TABLE derived", "Points of the series that metrics made; view points has their names."},
        {"COLUMN derived.connection", CONNECTION},
        {"COLUMN derived.side", SIDE},
        {"COLUMN derived.time_ns", TIME},
        {"COLUMN derived.number", "The series: catalogue.number."},
        {"COLUMN derived.value", "In the unit that the catalogue names."},
        {"TABLE series", "What there is of each series of each connection."},
        {"COLUMN series.connection", CONNECTION},
        {"COLUMN series.side", SIDE},
        {"COLUMN series.number", "The series: catalogue.number."},
        {"COLUMN series.count", "[count] Points."},
        {"COLUMN series.first_ns", "[ns] Time of the first point."},
        {"COLUMN series.last_ns", "[ns] Time of the last point."},
        {"COLUMN series.min", "Least value."},
        {"COLUMN series.max", "Greatest value."},
        {"TABLE losses", "Where the recorder had no room for events."},
        {"COLUMN losses.run", "The run it belongs to: runs.run."},
        {"COLUMN losses.from_ns", "[ns] The last time at which the count was known to be lower."},
        {"COLUMN losses.to_ns", "[ns] When the loss was noticed."},
        {"COLUMN losses.hook", "Name of the hook."},
        {"COLUMN losses.cpu", "On which CPU."},
        {"COLUMN losses.lost", "[count] Events."},
    };

    private Comments() {}

    /** Of {@code TABLE name} and {@code COLUMN table.name}, in the order of tables and columns. */
    public static Map<String, String> fixed() {
        Map<String, String> comments = new LinkedHashMap<>();
        for (String[] comment : FIXED) {
            comments.put(comment[0], comment[1]);
        }
        return comments;
    }
}
