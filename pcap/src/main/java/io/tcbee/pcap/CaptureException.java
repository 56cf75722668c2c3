package io.tcbee.pcap;

import io.tcbee.model.TcbeeException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A capture cannot be read or written: "read FILE: reason". */
public class CaptureException extends TcbeeException {
    private static final long serialVersionUID = 1;

    public CaptureException(String message) {
        super(message);
    }

    private CaptureException(String message, IOException cause) {
        super(message, cause);
    }

    static CaptureException of(String attempt, Path path, IOException cause) {
        String reason =
                switch (cause) {
                    case NoSuchFileException _ -> "No such file or directory";
                    case AccessDeniedException _ -> "Permission denied";
                    default -> cause.getMessage() == null ? cause.toString() : cause.getMessage();
                };
        return new CaptureException(attempt + " " + path + ": " + reason, cause);
    }
}
