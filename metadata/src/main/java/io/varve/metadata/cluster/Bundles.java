package io.varve.metadata.cluster;

import io.varve.metadata.entry.ObjectRef;
import io.varve.storage.ObjectStore.CreateOutcome;
import io.varve.storage.StoreException;
import io.varve.storage.wal.WalHeader;
import io.varve.storage.wal.WalObject;
import io.varve.storage.wal.WalObject.ShardBody;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes bundles. There is one for a whole process: a key has the writer and a number in it, but no shard, so bundles
/// of
/// different shards must not count for themselves.
///
/// Thread-safe.
final class Bundles {

    private static final Logger LOG = LoggerFactory.getLogger(Bundles.class);

    /// As many keys are tried.
    private static final int MAX_KEYS = 3;

    private final Cluster cluster;
    private final AtomicLong nextNumber = new AtomicLong();

    Bundles(Cluster cluster) {
        this.cluster = cluster;
    }

    /// A bundle that is completely written and checksummed.
    record Written(ObjectRef object, WalObject.Encoded encoded) {}

    /// @throws StoreException if the bundle could not be written, as far as anybody knows
    Written write(ShardBody body) {
        for (int keys = 0; keys < MAX_KEYS; keys++) {
            var bundle = new ObjectRef(
                    ObjectRef.Kind.BUNDLE,
                    cluster.catalog().epoch(),
                    cluster.incarnation(),
                    nextNumber.getAndIncrement());
            var header = new WalHeader(0, cluster.clusterId(), bundle.writer(), bundle.epoch(), bundle.number());
            WalObject.Encoded encoded = WalObject.encode(header, List.of(body));
            String key = bundle.key(cluster.clusterId());
            if (cluster.stores().objects().create(key, encoded.payload()) == CreateOutcome.CREATED) {
                return new Written(bundle, encoded);
            }
            // A machine that was copied while it ran has this incarnation too, until it has noticed.
            LOG.error("a key of this incarnation is taken by other bytes key={}", key);
        }
        throw new StoreException(
                StoreException.Kind.REFUSED,
                MAX_KEYS + " keys of incarnation " + cluster.incarnation() + " are taken by other bytes");
    }
}
