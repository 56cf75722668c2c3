package io.tcbee.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tcbee.model.Btf.Member;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The notary: what Java believes of {@code events.h} is what the C compiler made of it. */
class EventLayoutTest {
    private final Btf c = Btf.read("META-INF/tcbee/events.btf.json");

    EventLayoutTest() throws IOException {}

    @Test
    void everyEventStructHasATwin() {
        Map<String, Integer> java = new TreeMap<>();
        for (EventType type : EventTypes.ALL) {
            java.put(type.name(), type.size());
        }

        Map<String, Integer> structs = new TreeMap<>(c.structs());
        structs.keySet().removeIf(name -> !name.endsWith("_event"));

        assertEquals(structs, java);
    }

    @Test
    void everyIdNamesItsStruct() {
        Map<String, Integer> java = new TreeMap<>();
        for (EventType type : EventTypes.ALL) {
            String stem = type.name().replaceAll("_event$", "");
            java.put("EVENT_" + stem.toUpperCase(Locale.ROOT), type.id());
        }

        assertEquals(new TreeMap<>(c.constants("event_id")), java);
    }

    @ParameterizedTest
    @MethodSource("types")
    void everyMemberHasATwinAtTheSamePlace(EventType type) {
        String members =
                c.members(type.name()).stream()
                        .filter(member -> !member.name().equals("reserved"))
                        .map(EventLayoutTest::line)
                        .collect(Collectors.joining("\n"));
        String fields =
                type.fields().stream().map(EventLayoutTest::line).collect(Collectors.joining("\n"));

        assertEquals(members, fields);
    }

    @ParameterizedTest
    @MethodSource("types")
    void noStructHasHoles(EventType type) {
        long end = 0;
        for (Member member : c.members(type.name())) {
            assertEquals(end, member.offset(), member.name());
            end += member.size();
        }

        assertEquals(type.size(), end);
        assertTrue(end % 8 == 0, "a ring record is a multiple of 8: size=" + end);
    }

    @ParameterizedTest
    @MethodSource("types")
    void theStateFollowsTheHeader(EventType type) {
        boolean state =
                c.members(type.name()).stream()
                        .anyMatch(member ->
                                member.name().equals("sk_pacing_rate")
                                        && member.offset() == EventHeader.SIZE);

        assertEquals(state, type.carriesState());
    }

    static Iterable<EventType> types() {
        return EventTypes.ALL;
    }

    private static String line(Member member) {
        String kind =
                member.elements() > 0 ? "RUN" : (member.signed() ? "S" : "U") + member.size() * 8;
        return member.name() + " " + kind + " at " + member.offset() + " size " + member.size();
    }

    private static String line(Field field) {
        String kind =
                switch (field.kind()) {
                    case BYTES, TEXT -> "RUN";
                    default -> field.kind().name();
                };
        return field.name() + " " + kind + " at " + field.offset() + " size " + field.length();
    }
}
