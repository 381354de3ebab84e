package io.varve.cli.group;

import io.varve.cli.console.Printable;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.kafka.common.GroupType;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// The types of groups by their names in Kafka, for the command line.
final class GroupTypes implements ITypeConverter<GroupType>, Iterable<String> {

    private static final List<String> NAMES = Arrays.stream(GroupType.values())
            .filter(type -> type != GroupType.UNKNOWN)
            .map(GroupType::toString)
            .toList();

    @Override
    public GroupType convert(String name) {
        GroupType type = GroupType.parse(name);
        if (type == GroupType.UNKNOWN) {
            throw new TypeConversionException(
                    "'" + Printable.text(name) + "' is not one of " + String.join(", ", NAMES));
        }
        return type;
    }

    /// What a shell proposes.
    @Override
    public Iterator<String> iterator() {
        return NAMES.iterator();
    }
}
