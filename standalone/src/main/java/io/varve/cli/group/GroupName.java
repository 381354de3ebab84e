package io.varve.cli.group;

import java.nio.charset.StandardCharsets;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Reads the name of a group, which may be any text that fits into a request.
final class GroupName implements ITypeConverter<String> {

    /// What two bytes of length allow. The client's thread dies of a longer one, and its caller waits forever.
    private static final int BYTES_MAX = Short.MAX_VALUE;

    @Override
    public String convert(String typed) {
        int bytes = typed.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > BYTES_MAX) {
            throw new TypeConversionException(
                    "a name of " + bytes + " bytes is longer than the " + BYTES_MAX + " that Kafka's protocol carries");
        }
        return typed;
    }
}
