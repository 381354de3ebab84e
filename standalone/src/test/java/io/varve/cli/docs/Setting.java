package io.varve.cli.docs;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// A setting as its interface declares it.
///
/// @param meaning its comment
record Setting(String key, Optional<String> byDefault, String meaning) {

    private static final Pattern HUMP = Pattern.compile("([A-Z])");

    /// The key that a method stands for.
    static String key(String prefix, String method) {
        return prefix + "." + HUMP.matcher(method).replaceAll("-$1").toLowerCase(Locale.ROOT);
    }

    /// Of a table.
    String row() {
        String value = byDefault.map(text -> "`" + text + "`").orElse("not set");
        String variable = key.replaceAll("[.-]", "_").toUpperCase(Locale.ROOT);
        return "| `" + key + "` | `" + variable + "` | " + value + " | " + meaning + " |";
    }
}
