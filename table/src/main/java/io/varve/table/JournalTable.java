package io.varve.table;

import io.varve.core.TopicId;
import io.varve.metadata.cluster.Cluster;
import io.varve.metadata.entry.CatalogCommand.PublishTable;
import io.varve.metadata.entry.ObjectRef;
import io.varve.metadata.replica.ProposalException;
import io.varve.metadata.state.Outcome;
import io.varve.metadata.state.Refusal;
import java.util.Optional;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.LocationProvider;
import org.jspecify.annotations.Nullable;

/// The table of a topic for one attempt to change it: metadata is read from where the journal's pointer points, and a
/// commit swaps the pointer.
///
/// All that the attempt writes carries the epoch at its begin. If that is swept before the swap, the manifests may be
/// gone, and the swap is refused, since the metadata is of the same epoch.
///
/// For one thread.
final class JournalTable implements TableOperations {

    private final Cluster cluster;
    private final Warehouse warehouse;
    private final NewObjects newObjects;
    private final TopicId topicId;
    private final long epoch;
    private final StoreFileIO files;
    private final Optional<ObjectRef> pointer;

    @Nullable
    private final TableMetadata current;

    JournalTable(Cluster cluster, Warehouse warehouse, NewObjects newObjects, TopicId topicId) {
        this.cluster = cluster;
        this.warehouse = warehouse;
        this.newObjects = newObjects;
        this.topicId = topicId;
        this.epoch = cluster.catalog().epoch();
        this.files = new StoreFileIO(cluster.stores().objects(), warehouse);
        this.pointer = cluster.catalog().table(topicId);
        this.current = pointer.map(warehouse::locationOf)
                .map(location -> TableMetadataParser.read(files, location))
                .orElse(null);
    }

    /// Null if the topic has no table yet.
    @Override
    public @Nullable TableMetadata current() {
        return current;
    }

    /// The version that the attempt began with, since a change of another one would be another change.
    @Override
    public @Nullable TableMetadata refresh() {
        return current;
    }

    /// @throws CommitFailedException if another version is the present one, or the attempt's epoch is swept
    /// @throws CommitStateUnknownException if nobody can tell whether the pointer was swapped
    /// @throws NoSuchTableException if the topic is gone
    @Override
    public void commit(@Nullable TableMetadata base, TableMetadata metadata) {
        if (base != current) {
            throw new CommitFailedException("the table of topic %s has changed meanwhile", topicId);
        }
        ObjectRef written = newObjects.next(ObjectRef.Kind.TABLE, epoch);
        TableMetadataParser.write(metadata, files.newOutputFile(warehouse.locationOf(written)));
        Outcome outcome = swap(written);
        if (outcome instanceof Outcome.Refused(Refusal refusal, String message)) {
            if (refusal == Refusal.UNKNOWN_TOPIC) {
                throw new NoSuchTableException("%s", message);
            }
            throw new CommitFailedException("%s", message);
        }
    }

    private Outcome swap(ObjectRef written) {
        try {
            return cluster.meta().proposeAndWait(new PublishTable(topicId, pointer, written));
        } catch (ProposalException e) {
            if (e.kind() == ProposalException.Kind.UNKNOWN) {
                throw new CommitStateUnknownException(e.getMessage(), e);
            }
            throw e;
        }
    }

    @Override
    public FileIO io() {
        return files;
    }

    /// @param fileName as Iceberg would call a manifest or a list of them; the key has another name
    @Override
    public String metadataFileLocation(String fileName) {
        return warehouse.locationOf(newObjects.next(ObjectRef.Kind.MANIFEST, epoch));
    }

    @Override
    public LocationProvider locationProvider() {
        throw new UnsupportedOperationException("the compactor alone writes data files");
    }

    @Override
    public long newSnapshotId() {
        return cluster.doors().entropy().nextLong() & Long.MAX_VALUE;
    }
}
