package io.tcbee.libbpf;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * What libbpf wants to print, kept per thread instead of written to the user's screen.
 *
 * <p>Warnings are kept, reasons of failures, and verifier logs with them; all the rest only while
 * the thread asks for it. Both x86-64 and arm64 hand a {@code va_list} over as a pointer, so it
 * goes on to {@code vsnprintf} as it came.
 */
final class Log {
    private static final int LIBBPF_WARN = 0;

    /** Longer than any message but a verifier's log. */
    private static final int USUAL = 4096;

    /** No {@code va_list} is longer: 24 bytes on x86-64, 32 on arm64. */
    private static final long VA_LIST_BYTES = 32;

    private static final FunctionDescriptor PRINT =
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);
    private static final Native VSNPRINTF = Native.libc("vsnprintf");
    private static final ThreadLocal<StringBuilder> LINES =
            ThreadLocal.withInitial(StringBuilder::new);
    private static final ThreadLocal<Boolean> ALL = ThreadLocal.withInitial(() -> false);

    private Log() {}

    /** {@code libbpf_print_fn_t} that collects; valid for ever. */
    @SuppressWarnings("restricted") // this module is the native border
    static MemorySegment collector() {
        try {
            MethodHandle print =
                    MethodHandles.lookup()
                            .findStatic(
                                    Log.class,
                                    "print",
                                    MethodType.methodType(
                                            int.class,
                                            int.class,
                                            MemorySegment.class,
                                            MemorySegment.class));
            return Linker.nativeLinker().upcallStub(print, PRINT, Arena.global());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Forgets what the calling thread has collected. */
    static void clear() {
        LINES.get().setLength(0);
    }

    /** Whether what libbpf says on the calling thread is kept even if it is no warning. */
    static void keepAll(boolean all) {
        ALL.set(all);
    }

    /** What libbpf said on the calling thread since {@link #clear}. */
    static String text() {
        return LINES.get().toString();
    }

    /** {@code int print(enum libbpf_print_level level, const char *format, va_list args)} */
    @SuppressWarnings("restricted") // a va_list has no length before its machine is known
    static int print(int level, MemorySegment format, MemorySegment arguments) {
        if (level != LIBBPF_WARN && !ALL.get()) {
            return 0;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment again = arena.allocate(VA_LIST_BYTES, 16);
            again.copyFrom(arguments.reinterpret(VA_LIST_BYTES)); // va_copy of both ABIs
            MemorySegment text = arena.allocate(USUAL);
            int length = format(text, format, arguments);
            if (length >= USUAL) {
                text = arena.allocate(length + 1L);
                format(text, format, again);
            }
            LINES.get().append(text.getString(0));
            return length;
        } catch (RuntimeException | Error e) { // must not cross into C
            LINES.get().append("(libbpf's message could not be read: ").append(e).append(")\n");
            return 0;
        }
    }

    /** {@code int vsnprintf(char *s, size_t n, const char *format, va_list args)} */
    private static int format(MemorySegment text, MemorySegment format, MemorySegment arguments) {
        return (int)
                VSNPRINTF.call(
                        text.address(), text.byteSize(), format.address(), arguments.address());
    }
}
