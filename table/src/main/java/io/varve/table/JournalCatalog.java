package io.varve.table;

import io.varve.metadata.catalog.Catalog;
import io.varve.metadata.cluster.Cluster;
import io.varve.metadata.entry.ObjectRef;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.jspecify.annotations.Nullable;

/// The tables there are, by name. All are in one namespace. What was published a second ago is seen.
///
/// Thread-safe. Methods block the calling (virtual) thread.
public final class JournalCatalog {

    public static final String NAMESPACE = "varve";

    /// One look at the tail of the journal serves all who ask within this time.
    private static final Duration FRESH_FOR = Duration.ofSeconds(1);

    private final Cluster cluster;
    private final Warehouse warehouse;
    private final StoreFileIO files;

    /// Guards the fields below; who waits for it finds what its holder has read.
    private final ReentrantLock lock = new ReentrantLock();

    @Nullable
    private View view;

    private long lookedAtNanos;

    public JournalCatalog(Cluster cluster, Warehouse warehouse) {
        this.cluster = cluster;
        this.warehouse = warehouse;
        this.files = new StoreFileIO(cluster.stores().objects(), warehouse);
    }

    /// One version of the catalog, and the names by it.
    private record View(Catalog catalog, TableNames names) {

        Optional<ObjectRef> pointer(String tableName) {
            return names.topic(tableName).flatMap(topic -> catalog.table(topic.id()));
        }
    }

    /// The names of the tables, in order.
    public List<String> tables() {
        View fresh = fresh();
        return fresh.names.topics().stream()
                .filter(topic -> fresh.catalog.table(topic.id()).isPresent())
                .map(TableNames::of)
                .sorted()
                .toList();
    }

    public boolean exists(String tableName) {
        return fresh().pointer(tableName).isPresent();
    }

    /// The present version of a table, or empty if there is none of the name.
    ///
    /// @throws io.varve.storage.StoreException if it cannot be read
    public Optional<TableMetadata> load(String tableName) {
        return fresh().pointer(tableName)
                .map(warehouse::locationOf)
                .map(location -> TableMetadataParser.read(files, location));
    }

    private View fresh() {
        lock.lock();
        try {
            long nowNanos = cluster.doors().clock().nanoTime();
            View known = view;
            if (known != null && nowNanos - lookedAtNanos < FRESH_FOR.toNanos()) {
                return known;
            }
            Catalog catalog = cluster.freshCatalog();
            // Of the same version the names are the same.
            View fresh = known != null && known.catalog == catalog ? known : new View(catalog, TableNames.of(catalog));
            view = fresh;
            lookedAtNanos = nowNanos;
            return fresh;
        } finally {
            lock.unlock();
        }
    }
}
