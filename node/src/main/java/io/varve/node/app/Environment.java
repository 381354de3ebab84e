package io.varve.node.app;

import io.varve.node.StartException;
import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Refuses environment variables that look like settings and are none: a misspelt one would have no effect, and nobody
/// would be told. Unknown properties of other sources are refused by SmallRye Config, which lets variables pass.
public final class Environment {

    private static final String PREFIX = "VARVE_";
    private static final Pattern SEPARATOR = Pattern.compile("[^a-z0-9]");

    /// What the launcher, the command line, the tests and localdev read.
    private static final Set<String> OF_OTHERS = Set.of(
            "VARVE_BOOTSTRAP",
            "VARVE_HTTP",
            "VARVE_JAVA_OPTS",
            "VARVE_LOCALDEV",
            "VARVE_MINIO",
            "VARVE_REQUIRE_ALL",
            "VARVE_TOOLS");

    private Environment() {}

    /// The variable that sets what the property sets.
    public static String variable(String setting) {
        return SEPARATOR.matcher(setting).replaceAll("_").toUpperCase(Locale.ROOT);
    }

    /// @param variables names of all variables of the process
    /// @param settings names of properties, as `varve.kafka.port`
    /// @throws StartException if one of them is Varve's by its prefix, and unknown
    static void check(Collection<String> variables, Collection<String> settings) {
        Set<String> known = settings.stream().map(Environment::variable).collect(Collectors.toSet());
        var unknown = new TreeSet<String>();
        for (String variable : variables) {
            if (variable.startsWith(PREFIX) && !known.contains(variable) && !OF_OTHERS.contains(variable)) {
                unknown.add(variable);
            }
        }
        if (!unknown.isEmpty()) {
            throw new StartException("no setting belongs to the environment variable " + String.join(", ", unknown)
                    + ": unset it, or correct its name; docs/CONFIGURATION.md lists all settings");
        }
    }
}
