package io.tcbee.trace;

import io.tcbee.model.TcbeeException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** The operating system refused to open, read or write a trace: "write FILE: reason". */
public class TraceIoException extends TcbeeException {
    private static final long serialVersionUID = 1;

    public TraceIoException(String message, IOException cause) {
        super(message, cause);
    }

    static TraceIoException of(String attempt, Path path, IOException cause) {
        return new TraceIoException(attempt + " " + path + ": " + reason(cause), cause);
    }

    private static String reason(IOException cause) {
        return switch (cause) {
            case NoSuchFileException _ -> "No such file or directory";
            case AccessDeniedException _ -> "Permission denied";
            case FileSystemException e when e.getReason() != null -> e.getReason();
            default -> cause.getMessage() == null ? cause.toString() : cause.getMessage();
        };
    }
}
