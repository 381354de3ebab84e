package io.varve.cli.journal;

import io.varve.cli.console.CommandException;
import io.varve.cli.console.Console;
import io.varve.core.CrashPoints;
import io.varve.core.Doors;
import io.varve.core.ServerClock;
import io.varve.core.SystemDoors;
import io.varve.metadata.cluster.ClusterIdentity;
import io.varve.metadata.journal.ShardId;
import io.varve.metadata.replica.VoidMarkers;
import io.varve.storage.ObjectStore;
import io.varve.storage.config.ObjectStores;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `varve journal void`.
@Command(
        name = "void",
        description = {
            "Declares an entry of a shard void: every node applies it as if it said nothing.",
            "Only for an entry at which ALL nodes have halted ('shard … is halted at entry N' in their logs and in"
                    + " /q/health). If one node has applied it, the nodes will disagree from then on. What the entry"
                    + " held is lost, and it cannot be taken back. Start the nodes again afterwards."
        },
        sortOptions = false)
final class VoidCommand implements Callable<Integer> {

    @Parameters(index = "0", paramLabel = "SHARD", description = "The shard: meta, data-0, ...")
    private String shard = "";

    @Parameters(index = "1", paramLabel = "N", description = "The sequence of the entry.")
    private long sequence;

    @Option(
            names = "--store",
            paramLabel = "URI",
            defaultValue = "${env:VARVE_STORE:-file:.varve}",
            description = "Where the cluster keeps its objects (VARVE_STORE). Default: file:.varve")
    private String store = "";

    @Option(names = "--reason", paramLabel = "TEXT", description = "Is kept with the mark.")
    private String reason = "";

    @Option(names = "--yes", description = "Does it; without this, only says what would be done.")
    private boolean yes;

    private final Console console;

    VoidCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        if (sequence < 0) {
            throw new CommandException("entries are counted from 0, there is none " + sequence);
        }
        ShardId id = shardId();
        Doors doors = SystemDoors.open(CrashPoints.OFF);
        try (ObjectStore objects = ObjectStores.open(store, doors, ServerClock.IGNORED)) {
            ClusterIdentity cluster = ClusterIdentity.of(objects)
                    .orElseThrow(() -> new CommandException("there is no cluster in '" + store
                            + "': name its object store with --store or VARVE_STORE"));
            if (!yes) {
                console.out()
                        .println("entry " + sequence + " of shard " + id + " of cluster " + cluster.clusterId()
                                + " would become void, and what it held lost: say --yes if all nodes have halted at"
                                + " it");
                return 1;
            }
            new VoidMarkers(objects, cluster.clusterId()).mark(id, sequence, reason);
            console.out()
                    .println("entry " + sequence + " of shard " + id + " of cluster " + cluster.clusterId()
                            + " is void: start the nodes again");
            return 0;
        }
    }

    private ShardId shardId() {
        try {
            return new ShardId(shard);
        } catch (IllegalArgumentException e) {
            throw new CommandException(String.valueOf(e.getMessage()), e);
        }
    }
}
