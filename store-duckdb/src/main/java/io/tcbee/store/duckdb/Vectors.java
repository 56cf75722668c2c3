package io.tcbee.store.duckdb;

import java.lang.foreign.MemorySegment;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import org.duckdb.DuckDBWritableVector;

/**
 * The memory behind DuckDB's vectors.
 *
 * <p>The driver's setters check row, type and bounds and mark validity for every cell, which costs
 * more than the value. The buffers behind them are private fields of {@link DuckDBWritableVector};
 * where a driver has none of these names, {@link #BULK} is false and the setters are used.
 */
final class Vectors {
    private static final Field DATA = field("data");
    private static final Field VALIDITY = field("validity");

    /** Whether {@link #data} and {@link #markValid} may be called. */
    static final boolean BULK = DATA != null && VALIDITY != null;

    private Vectors() {}

    /** The values, in the machine's byte order, as long as the vector has room. */
    static MemorySegment data(DuckDBWritableVector vector) {
        return MemorySegment.ofBuffer(buffer(DATA, vector));
    }

    /** Marks every row as present; a vector begins with all of them absent. */
    static void markValid(DuckDBWritableVector vector) {
        ByteBuffer validity = buffer(VALIDITY, vector);
        if (validity != null) {
            MemorySegment.ofBuffer(validity).fill((byte) 0xff);
        }
    }

    private static ByteBuffer buffer(Field field, DuckDBWritableVector vector) {
        try {
            return (ByteBuffer) field.get(vector);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("a field that was opened is closed: " + field, e);
        }
    }

    private static Field field(String name) {
        try {
            Field field = DuckDBWritableVector.class.getDeclaredField(name);
            if (field.getType() != ByteBuffer.class) {
                return null;
            }
            field.setAccessible(true);
            return field;
        } catch (ReflectiveOperationException | RuntimeException e) {
            return null;
        }
    }
}
