package io.varve.cli.store;

import io.varve.cli.console.CommandException;
import io.varve.cli.console.Console;
import io.varve.cli.console.Json;
import io.varve.metadata.cluster.Cluster;
import io.varve.node.NodeSettings.Locations;
import io.varve.storage.config.StoreUri;
import io.varve.table.TableFiles;
import io.varve.table.Warehouse;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `varve store check`.
@Command(
        name = "check",
        description = {
            "Compares what the journal names with what the object store holds. Changes nothing.",
            "An object that is named and missing means that the log has lost records: the exit code is 1. Objects that"
                    + " nobody names are what uploads and compactions have left behind, until a compactor sweeps them;"
                    + " that is no failure, unless --strict is given.",
            "Nodes may run meanwhile, except on a journal in a folder, which one process has for itself."
        },
        sortOptions = false)
final class CheckCommand implements Callable<Integer> {

    @Mixin
    private final StoreOptions options = new StoreOptions();

    @Option(
            names = "--strict",
            description = "Nothing may be left: the exit code is 1 also if there are objects that nobody names, or that"
                    + " wait to be deleted.")
    private boolean strict;

    @Option(names = "--json", description = "Prints one JSON object.")
    private boolean json;

    private final Console console;

    CheckCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Findings findings;
        Locations locations = options.locations();
        try (OpenCluster opened = OpenCluster.of(locations)) {
            Cluster cluster = opened.cluster();
            Warehouse warehouse = Warehouse.of(StoreUri.parse(locations.storeUri()), cluster.clusterId());
            findings = new Inventory(cluster, new TableFiles(cluster, warehouse)::named).take();
        }
        if (json) {
            console.out().println(Json.line(FindingsText.json(findings)));
        } else {
            FindingsText.print(findings, console.out());
        }
        if (!findings.missing().isEmpty()) {
            throw new CommandException(findings.missing().size()
                    + " objects that the journal names are missing, and what was in them is lost to readers: put them"
                    + " back under their keys from a version or copy of the bucket, and find out who deletes there");
        }
        if (strict && findings.left() > 0) {
            throw new CommandException(findings.left()
                    + " objects are named by nobody: they go once a compactor has swept them and their grace is over");
        }
        return 0;
    }
}
