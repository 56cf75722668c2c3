package io.tcbee.store.duckdb;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import org.duckdb.DuckDBReadableVector;
import org.duckdb.DuckDBWritableVector;

/**
 * The memory behind DuckDB's vectors.
 *
 * <p>The driver's setters check row, type and bounds and mark validity for every cell, which costs
 * more than the value. The buffers behind them are private fields of {@link DuckDBWritableVector};
 * where a driver has none of these names, {@link #BULK} is false and the setters are used.
 */
final class Vectors {
    private static final Field DATA = field(DuckDBWritableVector.class, "data");
    private static final Field VALIDITY = field(DuckDBWritableVector.class, "validity");
    private static final Field READ = field(DuckDBReadableVector.class, "data");

    /** Whether {@link #data} and {@link #markValid} may be called. */
    static final boolean BULK = DATA != null && VALIDITY != null;

    /** Whether {@link #data(DuckDBReadableVector)} may be called. */
    static final boolean BULK_READ = READ != null;

    private Vectors() {}

    /** The values of a vector that has no absent ones, in the machine's byte order. */
    static MemorySegment data(DuckDBReadableVector vector) {
        return MemorySegment.ofBuffer(buffer(READ, vector));
    }

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

    /** As {@link #markValid}, but for the rows whose bit is set in {@code absent}. */
    static void markValid(DuckDBWritableVector vector, int n, long[] absent) {
        ByteBuffer validity = buffer(VALIDITY, vector);
        if (validity == null) {
            for (int i = 0; i < n; i++) {
                if ((absent[i >>> 6] & 1L << i) != 0) {
                    vector.setNull(i);
                }
            }
            return;
        }
        MemorySegment words = MemorySegment.ofBuffer(validity);
        for (int i = 0; i < words.byteSize() / Long.BYTES; i++) {
            words.set(ValueLayout.JAVA_LONG_UNALIGNED, (long) i * Long.BYTES, ~absent[i]);
        }
    }

    private static ByteBuffer buffer(Field field, Object vector) {
        try {
            return (ByteBuffer) field.get(vector);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("a field that was opened is closed: " + field, e);
        }
    }

    private static Field field(Class<?> type, String name) {
        try {
            Field field = type.getDeclaredField(name);
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
