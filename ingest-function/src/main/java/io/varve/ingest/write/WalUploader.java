package io.varve.ingest.write;

import io.varve.core.CrashPoint;
import io.varve.core.CrashPoints;
import io.varve.metadata.entry.ObjectRef;
import io.varve.storage.ObjectStore;
import io.varve.storage.ObjectStore.CreateOutcome;
import io.varve.storage.StoreException;
import io.varve.storage.wal.WalHeader;
import io.varve.storage.wal.WalObject;
import io.varve.storage.wal.WalObject.ShardBody;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Puts write-ahead objects under keys that nobody else uses. Thread-safe.
final class WalUploader {

    private static final Logger LOG = LoggerFactory.getLogger(WalUploader.class);

    private static final int MAX_KEYS = 3;

    private final Writer writer;
    private final ObjectStore store;
    private final LongSupplier epoch;
    private final UploadListener listener;
    private final CrashPoints crashPoints;
    private final AtomicLong nextNumber = new AtomicLong();

    /// @param epoch the journal epoch, as far as this node has heard: an object of an earlier one is
    /// refused if that has been swept
    WalUploader(
            Writer writer, ObjectStore store, LongSupplier epoch, UploadListener listener, CrashPoints crashPoints) {
        this.writer = writer;
        this.store = store;
        this.epoch = epoch;
        this.listener = listener;
        this.crashPoints = crashPoints;
    }

    /// An object that is completely written and checksummed.
    record Uploaded(ObjectRef object, WalObject.Encoded encoded) {}

    /// @throws StoreException if the object could not be written, as far as anybody knows
    Uploaded upload(List<ShardBody> bodies) {
        for (int keys = 0; keys < MAX_KEYS; keys++) {
            var object = new ObjectRef(
                    ObjectRef.Kind.WAL, epoch.getAsLong(), writer.incarnation(), nextNumber.getAndIncrement());
            WalObject.Encoded encoded = WalObject.encode(header(object), bodies);
            String key = object.key(writer.clusterId());
            crashPoints.reach(CrashPoint.BEFORE_PUT);
            CreateOutcome outcome = store.create(key, encoded.payload());
            crashPoints.reach(CrashPoint.AFTER_PUT);
            if (outcome == CreateOutcome.CREATED) {
                listener.uploaded(object, encoded.payload());
                return new Uploaded(object, encoded);
            }
            // A machine that was copied while it ran has this incarnation too, until it has noticed.
            LOG.error("a key of this incarnation is taken by other bytes key={}", key);
        }
        throw new StoreException(
                StoreException.Kind.REFUSED,
                MAX_KEYS + " keys of incarnation " + writer.incarnation() + " are taken by other bytes");
    }

    private WalHeader header(ObjectRef object) {
        return new WalHeader(
                writer.nodeId().getAsInt(), writer.clusterId(), writer.incarnation(), object.epoch(), object.number());
    }
}
