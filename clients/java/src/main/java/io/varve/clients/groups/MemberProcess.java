package io.varve.clients.groups;

import java.io.IOException;
import java.io.UncheckedIOException;
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

    private MemberProcess(String name, Process process, MemberLog log) {
        this.name = name;
        this.process = process;
        this.log = log;
    }

    /// What it says goes to files of its name in the folder: `.lines`, see [MemberLine], and `.errors`.
    static MemberProcess start(String name, List<String> command, Path folder) {
        Path lines = folder.resolve(name + ".lines");
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(lines.toFile())
                    .redirectError(folder.resolve(name + ".errors").toFile());
            builder.environment().put("JDK_JAVA_OPTIONS", JAVA_OPTIONS);
            return new MemberProcess(name, builder.start(), new MemberLog(lines));
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

    /// SIGKILL, of which the member learns nothing.
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /// SIGTERM, at which the member commits, leaves and ends with 0.
    void leave() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(LEAVING_S, TimeUnit.SECONDS)) {
            kill();
            throw new GroupFailure(name + " has not left within " + LEAVING_S + " s");
        }
        if (process.exitValue() != 0) {
            throw new GroupFailure(name + " ended with " + process.exitValue() + " when it was told to leave");
        }
    }
}
