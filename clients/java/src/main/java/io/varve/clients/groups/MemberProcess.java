package io.varve.clients.groups;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A member in a process of its own.
final class MemberProcess {
    private static final long LEAVING_S = 60;

    /// Many members share a machine, and none has much to do.
    private static final String JAVA_OPTIONS = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx128m";

    private final String name;
    private final Process process;
    private final MemberLog log;
    private final Path errors;

    private MemberProcess(String name, Process process, MemberLog log, Path errors) {
        this.name = name;
        this.process = process;
        this.log = log;
        this.errors = errors;
    }

    /// What it says goes to files of its name in the folder: `.lines`, see [MemberLine], and `.errors`.
    static MemberProcess start(String name, List<String> command, Path folder) {
        Path lines = folder.resolve(name + ".lines");
        Path errors = folder.resolve(name + ".errors");
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(lines.toFile())
                    .redirectError(errors.toFile());
            builder.environment().put("JDK_JAVA_OPTIONS", JAVA_OPTIONS);
            return new MemberProcess(name, builder.start(), new MemberLog(lines), errors);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String name() {
        return name;
    }

    MemberLog log() {
        return log;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /// The last line of what went to its standard error.
    String lastWords() {
        try {
            return Files.readAllLines(errors).stream()
                    .filter(line -> !line.isBlank())
                    .reduce("nothing said", (before, line) -> line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// SIGKILL, of which the member learns nothing.
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /// SIGTERM, at which the member commits, leaves and ends with 0. One that does not end is killed, as
    /// whoever runs applications does.
    ///
    /// @param mayHang whether that is forgiven
    /// @return whether it has ended by itself
    boolean leave(boolean mayHang) throws InterruptedException {
        process.destroy();
        if (!process.waitFor(LEAVING_S, TimeUnit.SECONDS)) {
            kill();
            if (!mayHang) {
                throw new GroupFailure(name + " has not left within " + LEAVING_S + " s");
            }
            return false;
        }
        if (process.exitValue() != 0) {
            throw new GroupFailure(name + " ended with " + process.exitValue() + " when it was told to leave");
        }
        return true;
    }
}
