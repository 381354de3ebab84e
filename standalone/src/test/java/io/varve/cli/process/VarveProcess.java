package io.varve.cli.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The program as it was packaged, in a process of its own, which ends with the test at the latest.
final class VarveProcess implements AutoCloseable {

    private static final int MAX_SECONDS = 60;
    private static final Pattern READY = Pattern.compile("ready kafka=(\\S+) http=(\\S+)");

    private final Process process;
    private final BufferedReader out;
    private final Path err;
    private final StringBuilder said = new StringBuilder();

    private VarveProcess(Process process, Path err) {
        this.process = process;
        this.out = process.inputReader();
        this.err = err;
    }

    /// Where a node is reached.
    record Ready(String kafka, String http) {}

    /// Listens on any free ports, unless the arguments say on which.
    ///
    /// @param folder where the process runs
    /// @param environment in addition to what is inherited, from which settings of Varve's are removed
    /// @param arguments of the command line; those that begin with `-D` go to the JVM
    static VarveProcess start(Path folder, Map<String, String> environment, String... arguments) {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1"));
        var rest = new ArrayList<String>();
        for (String argument : arguments) {
            (argument.startsWith("-D") ? command : rest).add(argument);
        }
        command.addAll(List.of("-jar", System.getProperty("varve.program")));
        command.addAll(rest);
        try {
            Path err = Files.createTempFile(folder, "stderr", ".log");
            ProcessBuilder builder =
                    new ProcessBuilder(command).directory(folder.toFile()).redirectError(err.toFile());
            builder.environment().keySet().removeIf(name -> name.startsWith("VARVE_"));
            builder.environment().putAll(Map.of("VARVE_KAFKA_PORT", "0", "VARVE_HTTP_PORT", "0"));
            builder.environment().putAll(environment);
            return new VarveProcess(builder.start(), err);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Runs a command that ends by itself.
    static Ended run(Path folder, Map<String, String> environment, String... arguments) {
        try (VarveProcess process = start(folder, environment, arguments)) {
            return process.end();
        }
    }

    /// Waits until the node serves.
    Ready ready() {
        try {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                said.append(line).append('\n');
                Matcher ready = READY.matcher(line);
                if (ready.matches()) {
                    return new Ready(ready.group(1), ready.group(2));
                }
            }
            throw new AssertionError("ended before it was ready: " + Files.readString(err));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Asks the process to end, and waits until it has.
    Ended terminate() {
        // Unlike the process, its handle leaves what was said to be read.
        process.toHandle().destroy();
        return end();
    }

    /// Ends the process without asking.
    Ended kill() {
        process.toHandle().destroyForcibly();
        return end();
    }

    /// Waits for the end.
    Ended end() {
        try {
            if (!process.waitFor(MAX_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("still runs after " + MAX_SECONDS + " s; " + Files.readString(err));
            }
            out.lines().forEach(line -> said.append(line).append('\n'));
            return new Ended(process.exitValue(), said.toString(), Files.readString(err));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
