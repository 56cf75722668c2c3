package io.tcbee.cli;

import io.tcbee.process.ConnectionFilter;
import io.tcbee.process.EventFilter;
import io.tcbee.trace.EventSource;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Which events: by type, connection and time. */
final class EventOptions {
    @Option(
            names = {"-t", "--type"},
            paramLabel = "TYPE",
            split = ",",
            description =
                    "Only events of these types, as tcbee trace info names them: packet, tcp_probe, ...")
    private List<String> types = new ArrayList<>();

    @Option(
            names = {"-c", "--connection"},
            paramLabel = "ENDS",
            converter = ConnectionConverter.class,
            description =
                    "Only connections with these ends: ADDRESS:PORT-ADDRESS:PORT, or one end, or :PORT. May be"
                            + " given several times.")
    private List<ConnectionFilter> connections = new ArrayList<>();

    @Option(
            names = "--from",
            paramLabel = "TIME",
            converter = MomentConverter.class,
            description = "From this time since the start on: 1.5s, 250ms, 2m.")
    private Long fromNs;

    @Option(
            names = "--to",
            paramLabel = "TIME",
            converter = MomentConverter.class,
            description = "Up to this time since the start.")
    private Long toNs;

    @Spec(Target.MIXEE)
    private CommandSpec spec;

    long fromNs() {
        return fromNs == null ? Long.MIN_VALUE : fromNs;
    }

    long toNs() {
        return toNs == null ? Long.MAX_VALUE : toNs;
    }

    List<ConnectionFilter> connections() {
        return connections;
    }

    /** The filter for that source; a type that it does not have is a wrong command line. */
    EventFilter of(EventSource source) {
        if (fromNs() >= toNs()) {
            throw new ParameterException(spec.commandLine(), "--from must be before --to");
        }
        try {
            return new EventFilter(source, types, connections, fromNs(), toNs());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    /** What was chosen, in words. */
    String words() {
        List<String> words = new ArrayList<>();
        if (!types.isEmpty()) {
            words.add("types " + String.join(", ", types));
        }
        connections.forEach(each -> words.add("connections " + each));
        if (fromNs != null) {
            words.add("from " + fromNs / 1e9 + " s");
        }
        if (toNs != null) {
            words.add("to " + toNs / 1e9 + " s");
        }
        return words.isEmpty() ? "everything" : String.join(", ", words);
    }
}
