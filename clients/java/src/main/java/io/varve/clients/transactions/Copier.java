package io.varve.clients.transactions;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// A process of Kafka's `TransactionalMessageCopier`, which is started again as often as it is killed or gives up.
///
/// For one thread.
final class Copier {
    private final String name;
    private final List<String> command;
    private final Path folder;
    private Process process;
    private boolean killed;

    /// Starts it. What it says goes to files of its name in the folder.
    Copier(String name, List<String> command, Path folder) throws IOException {
        this.name = name;
        this.command = List.copyOf(command);
        this.folder = folder;
        this.process = launch();
    }

    String name() {
        return name;
    }

    /// SIGKILL, of which it learns nothing.
    ///
    /// @return whether it was running
    boolean kill() throws InterruptedException {
        if (!process.isAlive()) {
            return false;
        }
        process.destroyForcibly().waitFor();
        killed = true;
        return true;
    }

    /// Whether it has copied all that was there for it when it was started last.
    boolean isDone() {
        return !process.isAlive() && process.exitValue() == 0;
    }

    /// Whether it has ended by itself before that.
    boolean hasGivenUp() {
        return !process.isAlive() && process.exitValue() != 0 && !killed;
    }

    /// Starts it again if it has ended and is not done.
    void revive() throws IOException {
        if (!process.isAlive() && !isDone()) {
            killed = false;
            process = launch();
        }
    }

    private Process launch() throws IOException {
        Process started = new ProcessBuilder(command)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve(name + ".lines").toFile()))
                .redirectError(ProcessBuilder.Redirect.appendTo(
                        folder.resolve(name + ".errors").toFile()))
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(started::destroyForcibly));
        return started;
    }
}
