package io.tcbee.process;

import io.tcbee.model.TcbeeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A file that is there when it is whole: written as {@code NAME.partial}, renamed by {@link
 * #commit}, gone without it.
 */
public final class NewFile implements AutoCloseable {
    private final Path path;
    private final Path partial;
    private boolean committed;

    /**
     * @param path replaced by {@link #commit} if it is there
     * @throws TcbeeException if {@code path} is one of {@code read}
     */
    public NewFile(Path path, Iterable<Path> read) {
        this.path = path;
        partial = path.resolveSibling(path.getFileName() + ".partial");
        for (Path each : read) {
            if (same(each, path)) {
                throw new TcbeeException("write " + path + ": it is read at the same time");
            }
        }
    }

    private static boolean same(Path a, Path b) {
        try {
            return Files.exists(b) && Files.isSameFile(a, b);
        } catch (IOException _) {
            return false; // reading it tells why
        }
    }

    /** Where to write. */
    public Path partial() {
        return partial;
    }

    /** Gives the file its name. It must be closed. */
    public void commit() {
        try {
            Files.move(partial, path, StandardCopyOption.REPLACE_EXISTING);
            committed = true;
        } catch (IOException e) {
            throw new TcbeeException("write " + path + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        if (!committed) {
            try {
                Files.deleteIfExists(partial);
            } catch (IOException e) {
                throw new TcbeeException("remove " + partial + ": " + e.getMessage(), e);
            }
        }
    }
}
