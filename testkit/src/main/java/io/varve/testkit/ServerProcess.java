package io.varve.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/// A server in a process of its own, with a temporary folder that is removed with it. It ends with this JVM at the
/// latest.
public final class ServerProcess implements AutoCloseable {

    private static final Duration START_TIMEOUT = Duration.ofSeconds(90);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(50);
    private static final int MAX_PORT_TRIES = 100;
    private static final int FIRST_LASTING_PORT = 10_240;
    private static final int FIRST_OUTGOING_PORT = 32_000;
    private static final int MAX_QUOTED_LOG_CHARS = 4_000;

    private final String name;
    private final Process process;
    private final Path folder;
    private final Thread atExit = new Thread(this::end, "end a test server");

    private ServerProcess(String name, Process process, Path folder) {
        this.name = name;
        this.process = process;
        this.folder = folder;
    }

    /// Starts the command in the folder, and returns when the port accepts connections.
    ///
    /// @param folder temporary; also takes the server's output
    public static ServerProcess start(
            String name, Path folder, List<String> command, Map<String, String> environment, int port) {
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log(folder).toFile());
            builder.environment().putAll(environment);
            var server = new ServerProcess(name, builder.start(), folder);
            Runtime.getRuntime().addShutdownHook(server.atExit);
            server.await("listen on port " + port, () -> accepts(port));
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + name, e);
        }
    }

    /// A fresh folder for a server.
    public static Path newFolder(String name) {
        try {
            return Files.createTempDirectory("varve-" + name + "-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A port of the loopback address that nobody listens on at the moment.
    public static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The same, for a server that comes and goes: below those ports that the system gives to outgoing
    /// connections, so none of these takes it in between.
    public static int lastingPort() {
        return ThreadLocalRandom.current()
                .ints(MAX_PORT_TRIES, FIRST_LASTING_PORT, FIRST_OUTGOING_PORT)
                .filter(ServerProcess::isFree)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no free port in " + MAX_PORT_TRIES + " tries"));
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    /// Ends the process and removes its folder.
    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(atExit);
        end();
    }

    private void end() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        deleteFolder();
    }

    private void deleteFolder() {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Returns when the server answers a GET with 200: some listen before they can do anything.
    void awaitHealth(URI address) {
        try {
            await("answer " + address, () -> answers(address));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + name, e);
        }
    }

    private void await(String what, BooleanSupplier ready) throws IOException {
        long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
        while (!ready.getAsBoolean()) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                String output = Files.readString(log(folder));
                close();
                throw new IllegalStateException(name + " does not " + what + ": "
                        + output.substring(Math.max(0, output.length() - MAX_QUOTED_LOG_CHARS)));
            }
            try {
                Thread.sleep(POLL_INTERVAL.toMillis());
            } catch (InterruptedException e) {
                close();
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while " + name + " started", e);
            }
        }
    }

    private static boolean accepts(int port) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean answers(URI address) {
        try {
            var connection = (HttpURLConnection) address.toURL().openConnection();
            return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
        } catch (IOException e) {
            return false;
        }
    }

    private static Path log(Path folder) {
        return folder.resolve("server.log");
    }
}
