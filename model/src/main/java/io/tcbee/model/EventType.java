package io.tcbee.model;

import io.tcbee.model.Field.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * One kind of event: a struct of {@code bpf/include/tcbee/events.h}, member by member.
 *
 * @param id the value of {@code event_header.type}; never renumbered
 * @param name the struct's name in C
 * @param size bytes, as {@code sizeof}
 * @param fields all members in order of offset, those of the header and of {@code tcp_state}
 *     included
 * @param carriesState whether {@link TcpState} follows the header
 */
public record EventType(int id, String name, int size, List<Field> fields, boolean carriesState) {

    /** Starts an event that follows {@link EventHeader}. */
    static Builder define(int id, String name) {
        return new Builder(id, name).after(EventHeader.FIELDS);
    }

    /** Starts an event that follows {@link EventHeader} and {@link TcpState}. */
    static Builder defineWithState(int id, String name) {
        Builder builder = new Builder(id, name).after(EventHeader.FIELDS).after(TcpState.FIELDS);
        builder.carriesState = true;
        return builder;
    }

    /** The field of that name, or null. */
    public Field field(String wanted) {
        for (Field field : fields) {
            if (field.name().equals(wanted)) {
                return field;
            }
        }
        return null;
    }

    /** Lays fields out as a C compiler does where every member is naturally aligned. */
    static final class Builder {
        private final int id;
        private final String name;
        private final List<Field> fields = new ArrayList<>();
        private long offset;
        private boolean carriesState;

        private Builder(int id, String name) {
            this.id = id;
            this.name = name;
        }

        /** A builder of a struct that is no event of its own and begins at {@code offset}. */
        static Builder part(long offset) {
            Builder builder = new Builder(0, "");
            builder.offset = offset;
            return builder;
        }

        Builder after(List<Field> prefix) {
            fields.addAll(prefix);
            Field last = prefix.getLast();
            offset = last.offset() + last.length();
            return this;
        }

        Field u8(String member, Unit unit, String doc) {
            return add(member, Kind.U8, Kind.U8.length(), unit, doc);
        }

        Field u16(String member, Unit unit, String doc) {
            return add(member, Kind.U16, Kind.U16.length(), unit, doc);
        }

        Field u32(String member, Unit unit, String doc) {
            return add(member, Kind.U32, Kind.U32.length(), unit, doc);
        }

        Field s32(String member, Unit unit, String doc) {
            return add(member, Kind.S32, Kind.S32.length(), unit, doc);
        }

        Field u64(String member, Unit unit, String doc) {
            return add(member, Kind.U64, Kind.U64.length(), unit, doc);
        }

        Field bytes(String member, int length, String doc) {
            return add(member, Kind.BYTES, length, Unit.NONE, doc);
        }

        Field text(String member, int length, String doc) {
            return add(member, Kind.TEXT, length, Unit.NONE, doc);
        }

        /** Members that the struct has only to be hole-free. */
        void reserved(int length) {
            offset += length;
        }

        private Field add(String member, Kind kind, int length, Unit unit, String doc) {
            if (kind.length() > 0 && offset % length != 0) {
                throw new IllegalStateException(
                        "not naturally aligned: member=" + name + "." + member);
            }
            Field field = new Field(member, kind, offset, length, unit, doc);
            fields.add(field);
            offset += length;
            return field;
        }

        List<Field> fields() {
            return List.copyOf(fields);
        }

        EventType build() {
            return new EventType(id, name, Math.toIntExact(offset), fields(), carriesState);
        }
    }
}
