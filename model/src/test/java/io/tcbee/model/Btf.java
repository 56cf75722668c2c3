package io.tcbee.model;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/**
 * The C types of {@code events.h} as clang laid them out: {@code bpftool -j btf dump} of {@code
 * bpf/events_btf.c} (Linux {@code Documentation/bpf/btf.rst}).
 */
final class Btf {
    private final Map<Integer, JsonNode> types = new HashMap<>();

    /**
     * One member of a struct, those of nested structs put in their place.
     *
     * @param elements 0 if it is no array
     */
    record Member(String name, long offset, int size, boolean signed, int elements) {}

    private Btf(JsonNode dump) {
        for (JsonNode type : dump.get("types")) {
            types.put(type.get("id").asInt(), type);
        }
    }

    static Btf read(String resource) throws IOException {
        try (InputStream dump = Btf.class.getClassLoader().getResourceAsStream(resource)) {
            if (dump == null) {
                throw new IOException("read BTF: no such resource: resource=" + resource);
            }
            return new Btf(new ObjectMapper().readTree(dump));
        }
    }

    /** Size in bytes of each struct, by name. */
    Map<String, Integer> structs() {
        Map<String, Integer> sizes = new LinkedHashMap<>();
        for (JsonNode type : types.values()) {
            if (kind(type).equals("STRUCT")) {
                sizes.put(type.get("name").asString(), type.get("size").asInt());
            }
        }
        return sizes;
    }

    /** The value of each constant of the enum. */
    Map<String, Integer> constants(String name) {
        Map<String, Integer> constants = new LinkedHashMap<>();
        for (JsonNode value : named("ENUM", name).get("values")) {
            constants.put(value.get("name").asString(), value.get("val").asInt());
        }
        return constants;
    }

    List<Member> members(String struct) {
        List<Member> members = new ArrayList<>();
        flatten(named("STRUCT", struct), 0, members);
        return members;
    }

    private void flatten(JsonNode struct, long base, List<Member> into) {
        for (JsonNode member : struct.get("members")) {
            long offset = base + member.get("bits_offset").asLong() / 8;
            JsonNode type = type(member);
            switch (kind(type)) {
                case "STRUCT" -> flatten(type, offset, into);
                case "ARRAY" -> into.add(member(member, offset, type(type), elements(type)));
                default -> into.add(member(member, offset, type, 0));
            }
        }
    }

    private static Member member(JsonNode member, long offset, JsonNode type, int elements) {
        int size = type.get("size").asInt() * Math.max(1, elements);
        boolean signed = type.get("encoding").asString().equals("SIGNED");
        return new Member(member.get("name").asString(), offset, size, signed, elements);
    }

    private static int elements(JsonNode array) {
        return array.get("nr_elems").asInt();
    }

    private JsonNode type(JsonNode of) {
        JsonNode type = types.get(of.get("type_id").asInt());
        return kind(type).equals("TYPEDEF") ? type(type) : type;
    }

    private JsonNode named(String kind, String name) {
        for (JsonNode type : types.values()) {
            if (kind(type).equals(kind) && type.get("name").asString().equals(name)) {
                return type;
            }
        }
        throw new IllegalArgumentException("no such type: name=" + name);
    }

    private static String kind(JsonNode type) {
        return type.get("kind").asString();
    }
}
