package io.tcbee.libbpf;

/**
 * A name that at most one process of a network namespace has: an abstract UNIX address (unix(7)).
 * It is free again when it is closed or the process ends, however that ends.
 */
final class Claim implements AutoCloseable {
    private final int socket;

    private Claim(int socket) {
        this.socket = socket;
    }

    /**
     * Takes the name.
     *
     * @throws LibcException with EADDRINUSE if somebody has it
     */
    static Claim of(String name) {
        return new Claim(Sockets.unix(name));
    }

    /** Whether some process has it now. */
    static boolean isHeld(String name) {
        try (Claim _ = of(name)) {
            return false;
        } catch (LibcException e) {
            return true;
        }
    }

    @Override
    public void close() {
        Libc.close(socket);
    }
}
