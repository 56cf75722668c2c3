package io.tcbee.store.sqlite;

import io.tcbee.store.StoreException;
import io.tcbee.store.backend.Owner;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * A database that is not there yet: written as {@code FILE.partial}, renamed when it is complete.
 *
 * <p>{@code FILE.partial-lock} is locked meanwhile, so that no two processes write the same one; a
 * file that a stopped process left behind is written anew.
 */
final class NewFile implements AutoCloseable {
    private final Path target;
    private final FileChannel lock;
    private boolean closed;

    private NewFile(Path target, FileChannel lock) {
        this.target = target;
        this.lock = lock;
    }

    /**
     * @throws StoreException if another process writes it, or the folder cannot be written
     */
    static NewFile make(Path target) {
        Path lockFile = beside(target, ".partial-lock");
        FileChannel lock = null;
        try {
            lock = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (tryLock(lock) == null) {
                lock.close();
                throw new StoreException("create " + target + ": another process writes it");
            }
            NewFile made = new NewFile(target, lock);
            Database.delete(made.path());
            Files.createFile(made.path());
            Owner.give(made.path(), System.getenv());
            return made;
        } catch (IOException e) {
            Database.closeQuietly(lock);
            throw new StoreException("create " + target + ": " + e, e);
        }
    }

    private static FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    private static Path beside(Path target, String ending) {
        return Path.of(target + ending);
    }

    Path path() {
        return beside(target, ".partial");
    }

    /** Gives it its name, once it is closed; on the disk before it is seen. */
    void publish() {
        try {
            try (FileChannel channel = FileChannel.open(path(), StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            if (Files.exists(target)) {
                throw new StoreException(
                        "write " + target + ": it appeared while " + path() + " was written");
            }
            Files.move(path(), target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new StoreException("rename " + path() + " to " + target + ": " + e, e);
        }
    }

    /** Deletes what was not published. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        Database.delete(path());
        Database.delete(beside(target, ".partial-lock"));
        Database.closeQuietly(lock);
    }
}
