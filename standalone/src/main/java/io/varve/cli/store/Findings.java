package io.varve.cli.store;

import io.varve.metadata.cluster.ClusterIdentity;
import io.varve.metadata.entry.ObjectRef.Kind;
import java.util.List;
import java.util.Map;

/// What has been found in the stores of a cluster.
///
/// @param named objects that are named and there
/// @param missing keys that are named, and where no object is; those of snapshots from which a node would start
/// included
/// @param unnamed objects that are there and that nobody names
/// @param unnamedKeys the first of them
/// @param snapshots of shards
/// @param condemned lists of objects that wait to be deleted
/// @param strangers what has a key that Varve gives to nothing
record Findings(
        ClusterIdentity cluster,
        Map<Kind, Amount> named,
        List<String> missing,
        Map<Kind, Amount> unnamed,
        List<String> unnamedKeys,
        Amount snapshots,
        Amount condemned,
        Amount strangers) {

    Findings {
        named = Map.copyOf(named);
        missing = List.copyOf(missing);
        unnamed = Map.copyOf(unnamed);
        unnamedKeys = List.copyOf(unnamedKeys);
    }

    /// How many objects a sweep would still have to do with.
    long left() {
        return unnamed.values().stream().mapToLong(Amount::objects).sum() + condemned.objects();
    }
}
