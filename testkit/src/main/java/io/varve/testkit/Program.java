package io.varve.testkit;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;

/// A server's program, if the machine has it: named by an environment variable, on the `PATH`, or where
/// `tools/get` puts it.
record Program(String title, String name, String variable) {

    /// @throws org.opentest4j.TestAbortedException if the machine does not have it
    Path find() {
        String named = System.getenv(variable);
        if (named != null && !named.isEmpty()) {
            return Path.of(named);
        }
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return Stream.concat(Arrays.stream(path.split(":")).map(Path::of), Stream.of(toolsFolder()))
                .map(folder -> folder.resolve(name))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> Requirement.isMissing(
                        title, "Get it with 'tools/get " + name + "', or set " + variable + " to its path."));
    }

    private static Path toolsFolder() {
        String named = System.getenv("VARVE_TOOLS");
        if (named != null) {
            return Path.of(named);
        }
        String cache = System.getenv("XDG_CACHE_HOME");
        return Path.of(cache == null ? System.getProperty("user.home") + "/.cache" : cache, "varve", "bin");
    }
}
