package io.varve.testkit.architecture;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/// The modules, lowest first. A module sees those above it in this list, except that roles never see each other.
public enum VarveModule {
    CORE(Rank.PART, "core"),
    TESTKIT(Rank.APART, "testkit"),
    STORAGE(Rank.PART, "storage"),
    SEGMENT(Rank.PART, "segment"),
    METADATA(Rank.PART, "metadata"),
    TABLE(Rank.PART, "table"),
    LOG(Rank.PART, "log"),
    KAFKA(Rank.PART, "kafka"),
    GROUPS(Rank.PART, "groups"),
    NODE(Rank.PART, "node"),
    INGEST(Rank.ROLE, "ingest"),
    READER(Rank.ROLE, "reader"),
    COMPACTOR(Rank.ROLE, "compactor"),
    STANDALONE(Rank.WHOLE, "standalone", "cli"),
    SIMULATION(Rank.TRIAL, "simulation"),
    BENCHMARKS(Rank.TRIAL, "benchmarks");

    private final Rank rank;
    private final List<String> packages;

    VarveModule(Rank rank, String... names) {
        this.rank = rank;
        this.packages =
                Arrays.stream(names).map(name -> "io.varve." + name + "..").toList();
    }

    /// ArchUnit's patterns for the packages of this module.
    List<String> packages() {
        return packages;
    }

    /// ArchUnit's patterns for the packages of ours that this module's classes may use.
    List<String> visible() {
        return Stream.concat(Stream.of(this), Arrays.stream(values()).filter(this::sees))
                .flatMap(module -> module.packages.stream())
                .toList();
    }

    private boolean sees(VarveModule other) {
        return switch (rank) {
            case PART, ROLE -> other.rank == Rank.PART && other.compareTo(this) < 0;
            case WHOLE -> other.rank == Rank.PART || other.rank == Rank.ROLE;
            case TRIAL -> other.rank == Rank.PART || other.rank == Rank.ROLE || other.rank == Rank.APART;
            case APART -> other == CORE;
        };
    }

    private enum Rank {
        /// Something that nodes are built of.
        PART,
        /// What a node does.
        ROLE,
        /// Composes the roles.
        WHOLE,
        /// Serves tests.
        APART,
        /// Puts the whole to a test; never shipped.
        TRIAL
    }
}
