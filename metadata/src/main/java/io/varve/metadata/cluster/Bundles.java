package io.varve.metadata.cluster;

import io.varve.metadata.cluster.ObjectWriter.Written;
import io.varve.metadata.entry.ObjectRef;
import io.varve.storage.wal.WalHeader;
import io.varve.storage.wal.WalObject;
import io.varve.storage.wal.WalObject.ShardBody;
import java.util.List;

/// Writes bundles. Thread-safe.
public final class Bundles {

    private final Cluster cluster;

    public Bundles(Cluster cluster) {
        this.cluster = cluster;
    }

    /// @throws io.varve.storage.StoreException if the bundle could not be written, as far as anybody knows
    public Written<WalObject.Encoded> write(ShardBody body) {
        return cluster.objectWriter()
                .write(ObjectRef.Kind.BUNDLE, bundle -> encode(bundle, body), WalObject.Encoded::payload);
    }

    private WalObject.Encoded encode(ObjectRef bundle, ShardBody body) {
        var header = new WalHeader(0, cluster.clusterId(), bundle.writer(), bundle.epoch(), bundle.number());
        return WalObject.encode(header, List.of(body));
    }
}
