package io.varve.cli.table;

import io.varve.cli.console.Printable;
import io.varve.table.Engine;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Engines by their names on the command line.
final class Engines implements ITypeConverter<Engine>, Iterable<String> {

    private static final List<String> NAMES =
            Arrays.stream(Engine.values()).map(Engines::name).toList();

    static String name(Engine engine) {
        return engine.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public Engine convert(String name) {
        return Arrays.stream(Engine.values())
                .filter(engine -> name(engine).equals(name))
                .findFirst()
                .orElseThrow(() -> new TypeConversionException(
                        "'" + Printable.text(name) + "' is not one of " + String.join(", ", NAMES)));
    }

    /// What a shell proposes.
    @Override
    public Iterator<String> iterator() {
        return NAMES.iterator();
    }
}
