package io.tcbee.trace;

import io.tcbee.model.EventType;
import io.tcbee.model.EventTypes;
import io.tcbee.model.Field;
import io.tcbee.model.Unit;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/**
 * {@link TraceInfo} as the text of a HEAD chunk.
 *
 * <p>UTF-8 lines, each ended by a line feed: a word that says what the line is, then its values,
 * separated by tabs. Within a value a backslash is written {@code \\}, a tab {@code \t}, a line
 * feed {@code \n}. A reader passes over lines that begin with a word, and over values beyond those,
 * that it does not know. Fields belong to the event line before them.
 */
final class Head {
    private static final int FIELD_VALUES = 6;
    private static final int CODE_VALUES = 4;

    private Head() {}

    static byte[] encode(TraceInfo info) {
        StringBuilder text = new StringBuilder();
        line(text, "id", info.id());
        if (info.part() != 0) {
            line(text, "part", info.part());
        }
        line(text, "recorder", info.recorder());
        line(text, "host", info.host());
        line(text, "kernel", info.kernel());
        line(text, "cpus", info.cpus());
        ClockPair start = info.start();
        line(text, "start", start.monotonicNs(), start.realtimeNs(), start.bracketNs());
        for (Interface i : info.interfaces()) {
            line(text, "interface", i.ifindex(), i.name(), i.netns(), i.link(), i.mtu());
        }
        for (String filter : info.filters()) {
            line(text, "filter", filter);
        }
        for (Hook hook : info.hooks()) {
            line(text, "hook", hook.id(), hook.name(), hook.attachedAs(), hook.note());
        }
        for (EventType type : info.eventTypes()) {
            encode(text, type);
        }
        encode(text, info.codes());
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** The text of a NAMES chunk. */
    static byte[] encode(List<Code> codes) {
        StringBuilder text = new StringBuilder();
        encode(text, codes);
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void encode(StringBuilder text, List<Code> codes) {
        for (Code code : codes) {
            line(text, "code", code.kind(), Long.toUnsignedString(code.value()), code.name());
        }
    }

    /** The codes of a NAMES chunk; lines that are none are passed over. */
    static List<Code> decodeCodes(byte[] utf8) {
        List<Code> codes = new ArrayList<>();
        for (String line : new String(utf8, StandardCharsets.UTF_8).split("\n", -1)) {
            String[] values = line.split("\t", -1);
            if (values.length >= CODE_VALUES && values[0].equals("code")) {
                codes.add(code(values));
            }
        }
        return codes;
    }

    private static Code code(String[] line) {
        return new Code(unescape(line[1]), Long.parseUnsignedLong(line[2]), unescape(line[3]));
    }

    private static void encode(StringBuilder text, EventType type) {
        line(text, "event", type.id(), type.name(), type.size(), type.carriesState() ? 1 : 0);
        for (Field field : type.fields()) {
            line(
                    text,
                    "field",
                    field.name(),
                    field.kind().name().toLowerCase(Locale.ROOT),
                    field.offset(),
                    field.length(),
                    field.unit().symbol());
        }
    }

    private static void line(StringBuilder text, String word, Object... values) {
        text.append(word);
        for (Object value : values) {
            text.append('\t')
                    .append(
                            String.valueOf(value)
                                    .replace("\\", "\\\\")
                                    .replace("\t", "\\t")
                                    .replace("\n", "\\n"));
        }
        text.append('\n');
    }

    /**
     * @throws IllegalArgumentException if the text is no head; the message has the line
     */
    static TraceInfo decode(byte[] utf8) {
        Builder builder = new Builder();
        for (String line : new String(utf8, StandardCharsets.UTF_8).split("\n", -1)) {
            try {
                builder.add(line.split("\t", -1));
            } catch (RuntimeException e) {
                throw new IllegalArgumentException(
                        "a line of the head: line=" + line.replace('\t', ' '), e);
            }
        }
        return builder.build();
    }

    private static String unescape(String value) {
        if (value.indexOf('\\') < 0) {
            return value;
        }
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '\\' && i + 1 < value.length()) {
                char escaped = value.charAt(++i);
                c = escaped == 't' ? '\t' : escaped == 'n' ? '\n' : escaped;
            }
            plain.append(c);
        }
        return plain.toString();
    }

    /** Gathers the lines. */
    private static final class Builder {
        private UUID id;
        private int part;
        private String recorder = "";
        private String host = "";
        private String kernel = "";
        private int cpus;
        private ClockPair start;
        private final List<Interface> interfaces = new ArrayList<>();
        private final List<String> filters = new ArrayList<>();
        private final List<Hook> hooks = new ArrayList<>();
        private final List<EventType> eventTypes = new ArrayList<>();
        private final List<Field> fields = new ArrayList<>();
        private final List<Code> codes = new ArrayList<>();

        void add(String[] line) {
            for (int i = 1; i < line.length; i++) {
                line[i] = unescape(line[i]);
            }
            switch (line[0]) {
                case "id" -> id = UUID.fromString(line[1]);
                case "part" -> part = Integer.parseInt(line[1]);
                case "recorder" -> recorder = line[1];
                case "host" -> host = line[1];
                case "kernel" -> kernel = line[1];
                case "cpus" -> cpus = Integer.parseInt(line[1]);
                case "start" ->
                        start = new ClockPair(number(line[1]), number(line[2]), number(line[3]));
                case "interface" ->
                        interfaces.add(
                                new Interface(
                                        Integer.parseInt(line[1]),
                                        line[2],
                                        number(line[3]),
                                        line[4],
                                        Integer.parseInt(line[5])));
                case "filter" -> filters.add(line[1]);
                case "hook" ->
                        hooks.add(new Hook(Integer.parseInt(line[1]), line[2], line[3], line[4]));
                case "event" -> addEvent(line);
                case "field" -> addField(line);
                case "code" ->
                        codes.add(new Code(line[1], Long.parseUnsignedLong(line[2]), line[3]));
                default -> {} // of a newer minor version
            }
        }

        private void addEvent(String[] line) {
            finishEvent();
            int size = Integer.parseInt(line[3]);
            eventTypes.add(
                    new EventType(
                            Integer.parseInt(line[1]),
                            line[2],
                            size,
                            List.of(),
                            line[4].equals("1")));
        }

        /** A field of a kind or unit that this version does not know is left out. */
        private void addField(String[] line) {
            if (line.length < FIELD_VALUES) {
                throw new IllegalArgumentException("values=" + line.length);
            }
            EventType event = eventTypes.getLast();
            Field.Kind kind = kind(line[2]);
            Unit unit = unit(line[5]);
            if (kind == null || unit == null) {
                return;
            }
            long offset = number(line[3]);
            int length = Integer.parseInt(line[4]);
            if (offset < 0
                    || length < 1
                    || length > event.size()
                    || offset > event.size() - length) {
                throw new IllegalArgumentException("not within the event: field=" + line[1]);
            }
            fields.add(new Field(line[1], kind, offset, length, unit, doc(event.id(), line[1])));
        }

        private void finishEvent() {
            if (!eventTypes.isEmpty()) {
                EventType bare = eventTypes.removeLast();
                eventTypes.add(
                        new EventType(
                                bare.id(),
                                bare.name(),
                                bare.size(),
                                List.copyOf(fields),
                                bare.carriesState()));
                fields.clear();
            }
        }

        TraceInfo build() {
            finishEvent();
            if (id == null || start == null) {
                throw new IllegalArgumentException("a head has an id and a start: id=" + id);
            }
            return new TraceInfo(
                    id,
                    recorder,
                    host,
                    kernel,
                    cpus,
                    start,
                    interfaces,
                    filters,
                    hooks,
                    eventTypes,
                    part,
                    codes);
        }

        private static long number(String value) {
            return Long.parseLong(value);
        }

        private static Field.Kind kind(String name) {
            for (Field.Kind kind : Field.Kind.values()) {
                if (kind.name().toLowerCase(Locale.ROOT).equals(name)) {
                    return kind;
                }
            }
            return null;
        }

        private static Unit unit(String symbol) {
            for (Unit unit : Unit.values()) {
                if (unit.symbol().equals(symbol)) {
                    return unit;
                }
            }
            return null;
        }

        /** The file carries no documentation; this version's own serves where it has some. */
        private static String doc(int eventType, String field) {
            EventType known = EventTypes.byId(eventType);
            Field own = known == null ? null : known.field(field);
            return own == null ? "" : own.doc();
        }
    }
}
