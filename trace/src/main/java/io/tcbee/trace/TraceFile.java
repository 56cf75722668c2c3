package io.tcbee.trace;

import static io.tcbee.trace.TraceFormat.U16;
import static io.tcbee.trace.TraceFormat.U32;
import static io.tcbee.trace.TraceFormat.U64;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * A mapped trace: finds its whole chunks and remembers what is damaged.
 *
 * <p>The index comes from the footer if there is one, else from walking the chunk headers. Payloads
 * of events are checked when they are first used. Any thread.
 */
final class TraceFile implements AutoCloseable {
    private static final byte UNCHECKED = 0;
    private static final byte GOOD = 1;
    private static final byte BAD = 2;

    private final Path path;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment bytes;
    private final ChunkIndex index;
    private final byte[] checked;
    private final List<String> damages = new ArrayList<>();
    private final MemorySegment footer;
    private long unusableEvents;

    TraceFile(Path path) {
        this.path = path;
        bytes = map();
        try {
            requirePrologue();
            MemorySegment atEnd = footerAtEnd();
            ChunkIndex told = atEnd == null ? null : indexOf(atEnd);
            index = told == null ? scan() : told;
            footer = told == null ? footerOf(index) : atEnd;
            checked = new byte[index.size()];
        } catch (RuntimeException e) {
            arena.close();
            throw e;
        }
    }

    private MemorySegment map() {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            if (Files.isDirectory(path)) {
                throw new IOException("Is a directory");
            }
            long size = channel.size();
            if (size < TraceFormat.PROLOGUE) {
                throw damaged("not a trace", 0, "at least 16 bytes", Long.toString(size));
            }
            return channel.map(FileChannel.MapMode.READ_ONLY, 0, size, arena);
        } catch (IOException e) {
            arena.close();
            throw TraceIoException.of("read", path, e);
        } catch (RuntimeException e) {
            arena.close();
            throw e;
        }
    }

    private void requirePrologue() {
        long magic = bytes.get(U64, 0);
        if (magic != TraceFormat.MAGIC) {
            throw damaged("not a trace", 0, hex(TraceFormat.MAGIC), hex(magic));
        }
        int expected = ChunkHeader.checksum(bytes.asSlice(0, 12).asByteBuffer());
        int found = bytes.get(U32, 12);
        if (expected != found) {
            throw damaged("damaged prologue", 12, "checksum " + hex(expected), hex(found));
        }
        int major = Short.toUnsignedInt(bytes.get(U16, 8));
        if (major != TraceFormat.MAJOR) {
            throw damaged(
                    "written in another format version",
                    8,
                    Integer.toString(TraceFormat.MAJOR),
                    major + "; read it with the version of TCBee that wrote it");
        }
    }

    /** The payload of the footer if the file ends with a sound one, else null. */
    private MemorySegment footerAtEnd() {
        long size = bytes.byteSize();
        long smallest = TraceFormat.PROLOGUE + ChunkHeader.SIZE + Footer.TRAILER;
        if (size < smallest || bytes.get(U64, size - 8) != TraceFormat.END_MAGIC) {
            return null;
        }
        long at = bytes.get(U64, size - Footer.TRAILER);
        boolean sound =
                at >= TraceFormat.PROLOGUE
                        && at <= size - ChunkHeader.SIZE - Footer.TRAILER
                        && ChunkHeader.isAt(bytes, at)
                        && ChunkHeader.type(bytes, at) == TraceFormat.FOOTER
                        && ChunkHeader.end(bytes, at) == size
                        && ChunkHeader.computePayloadChecksum(bytes, at)
                                == ChunkHeader.payloadChecksum(bytes, at);
        return sound ? payload(at) : null;
    }

    private ChunkIndex indexOf(MemorySegment footerPayload) {
        try {
            ChunkIndex told = Footer.index(footerPayload);
            long limit = bytes.byteSize() - footerPayload.byteSize() - ChunkHeader.SIZE;
            long at = TraceFormat.PROLOGUE;
            for (int row = 0; row < told.size(); row++) {
                long length = Integer.toUnsignedLong(told.payloadLength(row));
                if (told.position(row) < at) {
                    return null;
                }
                at = told.position(row) + ChunkHeader.SIZE + TraceFormat.padded(length);
                if (at > limit) {
                    return null;
                }
            }
            return told;
        } catch (IndexOutOfBoundsException e) {
            return null;
        }
    }

    /** Walks the chunk headers; after a damaged one goes on at the next sound one. */
    private ChunkIndex scan() {
        ChunkIndex found = new ChunkIndex();
        long size = bytes.byteSize();
        long at = TraceFormat.PROLOGUE;
        while (size - at >= ChunkHeader.SIZE) {
            if (!ChunkHeader.isAt(bytes, at)) {
                long next = nextHeader(at);
                damages.add(headerDamage(at) + "; read on at byte " + next);
                at = next;
            } else if (payloadEnd(at) > size) {
                break;
            } else {
                found.add(
                        at,
                        ChunkHeader.type(bytes, at),
                        ChunkHeader.cpu(bytes, at),
                        (int) ChunkHeader.payloadLength(bytes, at),
                        (int) ChunkHeader.events(bytes, at),
                        ChunkHeader.minTimeNs(bytes, at),
                        ChunkHeader.maxTimeNs(bytes, at));
                at = ChunkHeader.end(bytes, at);
            }
        }
        if (at < size) {
            long needed = size - at < ChunkHeader.SIZE ? at + ChunkHeader.SIZE : payloadEnd(at);
            damages.add(
                    sentence("cut off", at, "a chunk up to byte " + needed, "the end at " + size));
        }
        return found;
    }

    private long nextHeader(long damagedAt) {
        long last = bytes.byteSize() - ChunkHeader.SIZE;
        for (long at = damagedAt + 8; at <= last; at += 8) {
            if (bytes.get(U32, at) == ChunkHeader.MAGIC && ChunkHeader.isAt(bytes, at)) {
                return at;
            }
        }
        return bytes.byteSize();
    }

    private MemorySegment footerOf(ChunkIndex found) {
        int last = found.size() - 1;
        boolean there = last >= 0 && found.type(last) == TraceFormat.FOOTER;
        if (!there) {
            return null;
        }
        String damage = checkPayload(found.position(last));
        if (damage != null) {
            damages.add(damage);
            return null;
        }
        return payload(found.position(last));
    }

    MemorySegment bytes() {
        return bytes;
    }

    ChunkIndex index() {
        return index;
    }

    /** The footer's payload, or null. */
    MemorySegment footer() {
        return footer;
    }

    MemorySegment payload(long chunk) {
        return bytes.asSlice(chunk + ChunkHeader.SIZE, ChunkHeader.payloadLength(bytes, chunk));
    }

    /** Whether the chunk of that row is sound; checked once, a damage is told once. */
    boolean usable(int row) {
        synchronized (damages) {
            if (checked[row] != UNCHECKED) {
                return checked[row] == GOOD;
            }
        }
        String damage = check(row);
        synchronized (damages) {
            if (checked[row] == UNCHECKED) {
                checked[row] = damage == null ? GOOD : BAD;
                if (damage != null) {
                    damages.add(damage);
                    unusableEvents += Integer.toUnsignedLong(index.events(row));
                }
            }
            return checked[row] == GOOD;
        }
    }

    /** Whether the chunk of that row was found damaged. */
    boolean bad(int row) {
        synchronized (damages) {
            return checked[row] == BAD;
        }
    }

    private String check(int row) {
        long at = index.position(row);
        if (!ChunkHeader.isAt(bytes, at)) {
            return headerDamage(at);
        }
        boolean asIndexed =
                ChunkHeader.type(bytes, at) == index.type(row)
                        && ChunkHeader.payloadLength(bytes, at)
                                == Integer.toUnsignedLong(index.payloadLength(row))
                        && ChunkHeader.events(bytes, at)
                                == Integer.toUnsignedLong(index.events(row));
        return asIndexed
                ? checkPayload(at)
                : sentence("damaged chunk", at, "the chunk of the index", "another one");
    }

    private String checkPayload(long at) {
        int expected = ChunkHeader.payloadChecksum(bytes, at);
        int found = ChunkHeader.computePayloadChecksum(bytes, at);
        return expected == found
                ? null
                : sentence("damaged chunk", at, "payload checksum " + hex(expected), hex(found));
    }

    private String headerDamage(long at) {
        int magic = bytes.get(U32, at);
        if (magic != ChunkHeader.MAGIC) {
            return sentence("damaged chunk", at, "magic " + hex(ChunkHeader.MAGIC), hex(magic));
        }
        int expected = ChunkHeader.computeHeaderChecksum(bytes, at);
        int found = ChunkHeader.headerChecksum(bytes, at);
        return expected != found
                ? sentence("damaged chunk", at, "header checksum " + hex(expected), hex(found))
                : sentence("damaged chunk", at, "a header of this place", "one of another");
    }

    private long payloadEnd(long at) {
        return at + ChunkHeader.SIZE + ChunkHeader.payloadLength(bytes, at);
    }

    void damage(String what, long at, String expected, String found) {
        synchronized (damages) {
            String sentence = sentence(what, at, expected, found);
            if (!damages.contains(sentence)) {
                damages.add(sentence);
            }
        }
    }

    List<String> damages() {
        synchronized (damages) {
            return List.copyOf(damages);
        }
    }

    /** Events of the chunks that were found damaged. */
    long unusableEvents() {
        synchronized (damages) {
            return unusableEvents;
        }
    }

    TraceFormatException damaged(String what, long at, String expected, String found) {
        return new TraceFormatException(sentence(what, at, expected, found));
    }

    private String sentence(String what, long at, String expected, String found) {
        return "read "
                + path
                + ": "
                + what
                + " at byte "
                + at
                + ": expected "
                + expected
                + ", found "
                + found;
    }

    byte[] payloadBytes(long chunk) {
        return payload(chunk).toArray(JAVA_BYTE);
    }

    private static String hex(int value) {
        return String.format("%08x", value);
    }

    private static String hex(long value) {
        return String.format("%016x", value);
    }

    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }
}
