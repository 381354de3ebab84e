package io.varve.cli.group;

import io.varve.cli.console.Printable;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.kafka.common.GroupState;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// The states of groups by their names in Kafka, for the command line.
final class GroupStates implements ITypeConverter<GroupState>, Iterable<String> {

    private static final List<String> NAMES = Arrays.stream(GroupState.values())
            .filter(state -> state != GroupState.UNKNOWN)
            .map(GroupState::toString)
            .toList();

    @Override
    public GroupState convert(String name) {
        GroupState state = GroupState.parse(name);
        if (state == GroupState.UNKNOWN) {
            throw new TypeConversionException(
                    "'" + Printable.text(name) + "' is not one of " + String.join(", ", NAMES));
        }
        return state;
    }

    /// What a shell proposes.
    @Override
    public Iterator<String> iterator() {
        return NAMES.iterator();
    }
}
