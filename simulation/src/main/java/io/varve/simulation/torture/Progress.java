package io.varve.simulation.torture;

import java.io.PrintWriter;
import java.time.Duration;

/// Says how a run goes on.
final class Progress {

    private final PrintWriter out;
    private final String name;
    private final long startNs = System.nanoTime();

    Progress(PrintWriter out, String name) {
        this.out = out;
        this.name = name;
    }

    void say(String what) {
        out.printf(
                "%s %3d s  %s%n",
                name, Duration.ofNanos(System.nanoTime() - startNs).toSeconds(), what);
        out.flush();
    }
}
