package io.tcbee.libbpf;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Collections;
import java.util.function.Supplier;

/**
 * A C function whose arguments and result are integers or pointers, at most seven of them.
 *
 * <p>Every one is passed as 64 bits, so that all functions of as many arguments share one linked
 * handle: linking takes milliseconds, and a program that starts has a hundred functions. An {@code
 * int} is the low half of its register or stack slot on x86-64 (System V) and AArch64 whatever the
 * rest holds; of an {@code int} result, the caller takes that half. Variadic functions are called
 * as others are on Linux of both, as long as nothing is a floating-point number.
 *
 * <p>Pointers must stay valid by the caller's care: an arena that is open, or a segment that is
 * used after the call.
 */
final class Native {
    private static final Linker LINKER = Linker.nativeLinker();
    private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
    private static final long ERRNO_AT =
            Linker.Option.captureStateLayout().byteOffset(PathElement.groupElement("errno"));

    /** Where errno of the thread's last call is; one per thread, so that no call allocates. */
    private static final ThreadLocal<MemorySegment> STATE =
            ThreadLocal.withInitial(
                    () -> Arena.ofAuto().allocate(Linker.Option.captureStateLayout()));

    private final Supplier<MemorySegment> address;

    /**
     * A function.
     *
     * @param address is asked before each call, and may throw
     */
    Native(Supplier<MemorySegment> address) {
        this.address = address;
    }

    /** A function of the C library. */
    static Native libc(String name) {
        MemorySegment address = LINKER.defaultLookup().findOrThrow(name);
        return new Native(() -> address);
    }

    /** {@code errno} after the calling thread's last call. */
    static int errno() {
        return STATE.get().get(JAVA_INT, ERRNO_AT);
    }

    /**
     * The address of native memory.
     *
     * @throws IllegalArgumentException if it lies in Java's heap
     */
    static long pointer(MemorySegment memory) {
        if (!memory.isNative()) {
            throw new IllegalArgumentException("no native memory: " + memory);
        }
        return memory.address();
    }

    // Linked at the first call with as many arguments.

    private static final class None {
        static final MethodHandle CALL = link(0);
    }

    private static final class One {
        static final MethodHandle CALL = link(1);
    }

    private static final class Two {
        static final MethodHandle CALL = link(2);
    }

    private static final class Three {
        static final MethodHandle CALL = link(3);
    }

    private static final class Four {
        static final MethodHandle CALL = link(4);
    }

    private static final class Five {
        static final MethodHandle CALL = link(5);
    }

    private static final class Six {
        static final MethodHandle CALL = link(6);
    }

    private static final class Seven {
        static final MethodHandle CALL = link(7);
    }

    @SuppressWarnings("restricted") // this module is the native border
    private static MethodHandle link(int arguments) {
        MemoryLayout[] layouts =
                Collections.nCopies(arguments, JAVA_LONG).toArray(MemoryLayout[]::new);
        return LINKER.downcallHandle(FunctionDescriptor.of(JAVA_LONG, layouts), ERRNO);
    }

    long call() {
        try {
            return (long) None.CALL.invokeExact(address.get(), STATE.get());
        } catch (Throwable e) {
            throw unchecked(e);
        }
    }

    long call(long a) {
        try {
            return (long) One.CALL.invokeExact(address.get(), STATE.get(), a);
        } catch (Throwable e) {
            throw unchecked(e);
        }
    }

    long call(long a, long b) {
        try {
            return (long) Two.CALL.invokeExact(address.get(), STATE.get(), a, b);
        } catch (Throwable e) {
            throw unchecked(e);
        }
    }

    long call(long a, long b, long c) {
        try {
            return (long) Three.CALL.invokeExact(address.get(), STATE.get(), a, b, c);
        } catch (Throwable e) {
            throw unchecked(e);
        }
    }

    long call(long a, long b, long c, long d) {
        try {
            return (long) Four.CALL.invokeExact(address.get(), STATE.get(), a, b, c, d);
        } catch (Throwable e) {
            throw unchecked(e);
        }
    }

    long call(long a, long b, long c, long d, long e) {
        try {
            return (long) Five.CALL.invokeExact(address.get(), STATE.get(), a, b, c, d, e);
        } catch (Throwable thrown) {
            throw unchecked(thrown);
        }
    }

    long call(long a, long b, long c, long d, long e, long f) {
        try {
            return (long) Six.CALL.invokeExact(address.get(), STATE.get(), a, b, c, d, e, f);
        } catch (Throwable thrown) {
            throw unchecked(thrown);
        }
    }

    long call(long a, long b, long c, long d, long e, long f, long g) {
        try {
            return (long) Seven.CALL.invokeExact(address.get(), STATE.get(), a, b, c, d, e, f, g);
        } catch (Throwable thrown) {
            throw unchecked(thrown);
        }
    }

    /** A call throws nothing that is checked. */
    private static RuntimeException unchecked(Throwable e) {
        if (e instanceof Error error) {
            throw error;
        }
        return e instanceof RuntimeException known ? known : new IllegalStateException(e);
    }
}
