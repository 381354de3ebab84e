package io.varve.simulation.torture;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A node in a process of its own, which can be killed, paused and started again. It ends with this JVM at the latest.
///
/// A node that meets a store which is away ends before it ever served, and whoever supervises it starts it again, as
/// happens here. One that served must not end by itself.
///
/// Thread-safe.
final class NodeProcess implements AutoCloseable {

    private static final Pattern READY = Pattern.compile("ready kafka=\\S+ http=(\\S+)");

    private static final long RESTART_NS = TimeUnit.SECONDS.toNanos(1);

    private final String name;
    private final List<String> command;
    private final Map<String, String> environment;
    private final Path log;
    private final Thread atExit = new Thread(this::end, "end a node");
    private @Nullable Process process;
    private @Nullable URI http;
    private boolean paused;
    private boolean diedByItself;
    private int failedStarts;
    private volatile boolean ending;

    /// @param log takes what the node says, after what it said in earlier lives
    NodeProcess(String name, List<String> command, Map<String, String> environment, Path log) {
        this.name = name;
        this.command = List.copyOf(command);
        this.environment = Map.copyOf(environment);
        this.log = log;
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    String name() {
        return name;
    }

    /// Begins to start it, unless it runs.
    synchronized void start() {
        if (isAlive()) {
            return;
        }
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.environment().keySet().removeIf(variable -> variable.startsWith("VARVE_"));
            builder.environment().putAll(environment);
            Process started = builder.start();
            process = started;
            http = null;
            paused = false;
            Thread.ofVirtual().name("log of " + name).start(() -> listen(started));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + name, e);
        }
    }

    private void listen(Process started) {
        try (BufferedReader output = started.inputReader(StandardCharsets.UTF_8);
                BufferedWriter file =
                        Files.newBufferedWriter(log, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                file.write(line + "\n");
                file.flush();
                Matcher ready = READY.matcher(line);
                if (ready.find()) {
                    serves(started, URI.create(ready.group(1)));
                }
            }
            int status = started.onExit().join().exitValue();
            file.write("--- ended with " + status + "\n");
            ended(started);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private synchronized void serves(Process started, URI at) {
        if (started == process) {
            http = at;
        }
    }

    private void ended(Process started) {
        if (hasFailedToStart(started)) {
            LockSupport.parkNanos(RESTART_NS);
            startAgain(started);
        }
    }

    private synchronized boolean hasFailedToStart(Process started) {
        boolean byItself = started == process;
        boolean served = http != null;
        diedByItself |= byItself && served;
        failedStarts += byItself && !served ? 1 : 0;
        return byItself && !served;
    }

    private synchronized void startAgain(Process ended) {
        // Not if somebody has killed or started it meanwhile.
        if (ended == process && !ending) {
            start();
        }
    }

    /// Where it serves HTTP; empty unless the process runs and has said that it serves.
    synchronized Optional<URI> http() {
        return isAlive() ? Optional.ofNullable(http) : Optional.empty();
    }

    /// Whether it serves, or will when it goes on.
    boolean isServing() {
        return http().isPresent();
    }

    /// How many of its lives ended before it served.
    synchronized int failedStarts() {
        return failedStarts;
    }

    /// Whether any of its lives ended without being killed, after it had served.
    synchronized boolean hasDiedByItself() {
        return diedByItself;
    }

    synchronized void kill() {
        Process killed = process;
        process = null;
        if (killed != null) {
            killed.destroyForcibly().onExit().join();
        }
    }

    synchronized void pause() {
        signal("-STOP");
        paused = true;
    }

    synchronized void goOn() {
        if (paused) {
            signal("-CONT");
            paused = false;
        }
    }

    private void signal(String signal) {
        if (process == null) {
            return;
        }
        try {
            new ProcessBuilder("kill", signal, Long.toString(process.pid()))
                    .start()
                    .onExit()
                    .join();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot signal " + name, e);
        }
    }

    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(atExit);
        kill();
    }

    /// Without the lock: who holds it may wait for this process, which is about to end.
    private void end() {
        ending = true;
        Process running = process;
        if (running != null) {
            running.destroyForcibly();
        }
    }

    private boolean isAlive() {
        return process != null && process.isAlive();
    }
}
