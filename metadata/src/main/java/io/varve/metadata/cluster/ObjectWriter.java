package io.varve.metadata.cluster;

import io.varve.core.CrashPoint;
import io.varve.metadata.entry.ObjectRef;
import io.varve.storage.ObjectStore.CreateOutcome;
import io.varve.storage.Payload;
import io.varve.storage.StoreException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes objects under keys that nobody else uses. There is one for a whole process: a key has the writer and a number
/// in it, but no shard, so that what different shards have written must not be numbered apart. Write-ahead objects are
/// numbered by who uploads them.
///
/// Thread-safe.
public final class ObjectWriter {

    private static final Logger LOG = LoggerFactory.getLogger(ObjectWriter.class);

    /// As many keys are tried.
    private static final int MAX_KEYS = 3;

    private final Cluster cluster;
    private final AtomicLong nextNumber = new AtomicLong();

    ObjectWriter(Cluster cluster) {
        this.cluster = cluster;
    }

    /// An object that is completely written and checksummed.
    public record Written<C>(ObjectRef object, C contents) {}

    /// Writes an object whose contents say which one it is.
    ///
    /// @param contents made anew should a key be taken
    /// @throws StoreException if the object could not be written, as far as anybody knows
    public <C> Written<C> write(ObjectRef.Kind kind, Function<ObjectRef, C> contents, Function<C, Payload> payload) {
        for (int keys = 0; keys < MAX_KEYS; keys++) {
            var object =
                    new ObjectRef(kind, cluster.catalog().epoch(), cluster.incarnation(), nextNumber.getAndIncrement());
            C made = contents.apply(object);
            String key = object.key(cluster.clusterId());
            cluster.doors().crashPoints().reach(CrashPoint.BEFORE_PUT);
            CreateOutcome outcome = cluster.stores().objects().create(key, payload.apply(made));
            cluster.doors().crashPoints().reach(CrashPoint.AFTER_PUT);
            if (outcome == CreateOutcome.CREATED) {
                return new Written<>(object, made);
            }
            // A machine that was copied while it ran has this incarnation too, until it has noticed.
            LOG.error("a key of this incarnation is taken by other bytes key={}", key);
        }
        throw new StoreException(
                StoreException.Kind.REFUSED,
                MAX_KEYS + " keys of incarnation " + cluster.incarnation() + " are taken by other bytes");
    }

    /// Writes an object whose contents do not depend on its key.
    ///
    /// @throws StoreException if the object could not be written, as far as anybody knows
    public ObjectRef write(ObjectRef.Kind kind, Payload payload) {
        return write(kind, object -> payload, same -> same).object();
    }
}
