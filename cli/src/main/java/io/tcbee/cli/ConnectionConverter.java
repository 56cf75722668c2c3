package io.tcbee.cli;

import io.tcbee.process.ConnectionFilter;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Connections by their ends: {@code 10.0.0.1:4000-10.0.0.2:443}, {@code [fd00::1]}, {@code :443}.
 */
final class ConnectionConverter implements ITypeConverter<ConnectionFilter> {
    @Override
    public ConnectionFilter convert(String text) {
        try {
            return ConnectionFilter.of(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }
}
