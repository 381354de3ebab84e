package io.varve.simulation.history;

import java.util.Arrays;

/// Why one operation comes before another.
enum Dependency {
    /// It wrote to a lower offset of the same partition.
    WW(0, "wrote before"),
    /// It wrote what the other read, or what lies before the end that the other saw.
    WR(1, "was read by"),
    /// It saw an end of a partition, and the other wrote there or beyond.
    ///
    /// That a poll did not return a record says nothing: a consumer may lag.
    RW(2, "saw an end before the write of"),
    /// It was over before the other one began. Each log is linearizable, and so all of them are, together.
    REALTIME(3, "was over before");

    private final int kind;
    private final String phrase;

    Dependency(int kind, String phrase) {
        this.kind = kind;
        this.phrase = phrase;
    }

    /// The kind of such edges in the graph.
    int kind() {
        return kind;
    }

    String phrase() {
        return phrase;
    }

    static Dependency ofKind(int kind) {
        return Arrays.stream(values())
                .filter(dependency -> dependency.kind == kind)
                .findFirst()
                .orElseThrow();
    }

    /// Bit *k* is set for kind *k*.
    static int mask(Dependency... dependencies) {
        return Arrays.stream(dependencies)
                .mapToInt(dependency -> 1 << dependency.kind)
                .sum();
    }
}
