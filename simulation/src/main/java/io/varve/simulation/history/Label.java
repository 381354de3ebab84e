package io.varve.simulation.history;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// How constants are written in histories and verdicts: `END_OFFSETS` as `end-offsets`.
public final class Label {

    private Label() {}

    public static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static <E extends Enum<E>> Optional<E> parse(Class<E> type, String label) {
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> of(constant).equals(label))
                .findFirst();
    }
}
