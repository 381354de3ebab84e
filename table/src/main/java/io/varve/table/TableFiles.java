package io.varve.table;

import io.varve.core.TopicId;
import io.varve.metadata.cluster.Cluster;
import io.varve.metadata.entry.ObjectRef;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.io.CloseableIterable;

/// The objects that tables consist of.
///
/// Thread-safe. Methods read from the object store and throw what it does.
public final class TableFiles {

    private final Cluster cluster;
    private final Warehouse warehouse;
    private final StoreFileIO files;

    public TableFiles(Cluster cluster, Warehouse warehouse) {
        this.cluster = cluster;
        this.warehouse = warehouse;
        this.files = new StoreFileIO(cluster.stores().objects(), warehouse);
    }

    /// All objects that the present version of a topic's table names, as far as this process knows; none if
    /// it has no table. See [#named(TableMetadata)].
    public Set<ObjectRef> named(TopicId topicId) {
        return cluster.catalog()
                .table(topicId)
                .map(warehouse::locationOf)
                .map(location -> named(TableMetadataParser.read(files, location)))
                .orElse(Set.of());
    }

    /// All objects that these versions of tables name.
    ///
    /// @param versions the metadata of each
    public Set<ObjectRef> named(Collection<ObjectRef> versions) {
        var named = new HashSet<ObjectRef>();
        for (ObjectRef version : versions) {
            named.addAll(named(TableMetadataParser.read(files, warehouse.locationOf(version))));
        }
        return named;
    }

    /// The objects of one version of a table: its metadata and the previous ones in its log, and of every snapshot
    /// that has not expired the list of manifests, the manifests, and the data files.
    public Set<ObjectRef> named(TableMetadata metadata) {
        var named = new HashSet<ObjectRef>();
        if (metadata.metadataFileLocation() != null) {
            add(named, metadata.metadataFileLocation());
        }
        metadata.previousFiles().forEach(previous -> add(named, previous.file()));
        var manifests = new HashMap<String, ManifestFile>();
        for (Snapshot snapshot : metadata.snapshots()) {
            add(named, snapshot.manifestListLocation());
            snapshot.allManifests(files).forEach(manifest -> manifests.put(manifest.path(), manifest));
        }
        for (Map.Entry<String, ManifestFile> manifest : manifests.entrySet()) {
            add(named, manifest.getKey());
            dataFiles(metadata, manifest.getValue()).forEach(file -> add(named, file.location()));
        }
        return named;
    }

    /// What whoever reads the present snapshot reads.
    List<DataFile> live(TableMetadata metadata) {
        Snapshot snapshot = metadata.currentSnapshot();
        var live = new ArrayList<DataFile>();
        if (snapshot != null) {
            snapshot.dataManifests(files).forEach(manifest -> live.addAll(dataFiles(metadata, manifest)));
        }
        return live;
    }

    private List<DataFile> dataFiles(TableMetadata metadata, ManifestFile manifest) {
        var found = new ArrayList<DataFile>();
        try (CloseableIterable<DataFile> read = ManifestFiles.read(manifest, files, metadata.specsById())) {
            read.forEach(found::add);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close " + manifest.path(), e);
        }
        return found;
    }

    private void add(Set<ObjectRef> named, String location) {
        named.add(warehouse
                .objectAt(location)
                .orElseThrow(() -> new IllegalStateException("a table names " + location + ", which is not ours")));
    }
}
