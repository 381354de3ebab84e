package io.varve.table.feed;

import io.varve.metadata.catalog.Catalog;
import io.varve.metadata.catalog.Topic;
import io.varve.metadata.cluster.Cluster;
import io.varve.table.StoreFileIO;
import io.varve.table.TableOwner;
import io.varve.table.Warehouse;
import io.varve.table.feed.OtherCatalog.Change;
import io.varve.table.feed.OtherCatalogException.Kind;
import java.util.Optional;
import org.apache.iceberg.TableMetadataParser;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings one table of another catalog to what ours is, from whatever it is.
///
/// The other one is read first, then the journal's tail, and the change is conditional on what was read. So what is
/// written is never older than what it replaces, however late a node comes: our pointer only moves on, and what others
/// entered before the read is no later than the tail behind it; what they enter after it refuses the change. A lost
/// answer is a reason to look again, like a conflict.
///
/// For one thread.
final class TableFeed {

    private static final Logger LOG = LoggerFactory.getLogger(TableFeed.class);

    /// Taking away and entering anew are two steps; the others are for lost races and answers.
    private static final int MAX_STEPS = 6;

    private final Cluster cluster;
    private final Warehouse warehouse;
    private final StoreFileIO files;
    private final OtherCatalog other;
    private final FeedCounts counts;

    TableFeed(Cluster cluster, Warehouse warehouse, OtherCatalog other, FeedCounts counts) {
        this.cluster = cluster;
        this.warehouse = warehouse;
        this.files = new StoreFileIO(cluster.stores().objects(), warehouse);
        this.other = other;
        this.counts = counts;
    }

    /// Returns the version that the other catalog was seen to have or has taken; empty if the topic has no
    /// table any more.
    ///
    /// @throws OtherCatalogException if it cannot be done now
    Optional<OwnTable> bringUp(Topic topic, String name) {
        for (int step = 0; step < MAX_STEPS; step++) {
            Optional<HeldTable> held = other.look(name);
            Catalog fresh = cluster.freshCatalog();
            Optional<OwnTable> ours = ours(fresh, topic);
            if (ours.isEmpty()) {
                return Optional.empty();
            }
            if (held.isEmpty()) {
                requireOwned(ours.get());
                if (changed(other.register(name, ours.get()))) {
                    return ours;
                }
            } else if (held.get().owner().equals(Optional.of(ours.get().owner()))) {
                if (advanced(held.get(), ours.get())) {
                    return ours;
                }
            } else {
                requireLeftOver(held.get(), fresh);
                dropped(held.get());
            }
        }
        throw new OtherCatalogException(Kind.CONTENDED, "others were faster, or answers were lost, again and again");
    }

    /// Takes away what is left of a deleted topic, and nothing else.
    void takeAway(String name) {
        for (int step = 0; step < MAX_STEPS; step++) {
            Optional<HeldTable> held = other.look(name);
            if (held.isEmpty() || !isLeftOver(held.get(), cluster.freshCatalog())) {
                return;
            }
            if (dropped(held.get())) {
                return;
            }
        }
        throw new OtherCatalogException(Kind.CONTENDED, "what is left of a deleted topic does not go");
    }

    private boolean advanced(HeldTable held, OwnTable ours) {
        return switch (held.standing(ours)) {
            case CURRENT -> true;
            case BEHIND -> changed(other.advance(held, ours));
            case ASTRAY -> {
                LOG.warn(
                        "somebody has changed our table in another catalog, it is entered anew name={} topic={}",
                        held.name(),
                        ours.topic().name());
                dropped(held);
                yield false;
            }
        };
    }

    private boolean changed(Change change) {
        return is(change, counts::change);
    }

    private boolean dropped(HeldTable held) {
        return is(other.drop(held), counts::drop);
    }

    private boolean is(Change change, Runnable whenDone) {
        return switch (change) {
            case DONE -> {
                whenDone.run();
                yield true;
            }
            case CONFLICT -> {
                counts.conflict();
                yield false;
            }
            case UNKNOWN -> {
                counts.unknownOutcome();
                yield false;
            }
        };
    }

    /// Or nobody could tell later that the entry is ours.
    private static void requireOwned(OwnTable ours) {
        if (!TableOwner.of(ours.metadata().properties()).equals(Optional.of(ours.owner()))) {
            throw new OtherCatalogException(Kind.CONTENDED, "it does not say whose it is until it is published again");
        }
    }

    private void requireLeftOver(HeldTable held, Catalog fresh) {
        if (!isLeftOver(held, fresh)) {
            throw new OtherCatalogException(
                    Kind.REFUSED,
                    "there is a table '" + held.name() + "' already, which is "
                            + held.owner()
                                    .map(owner ->
                                            "that of topic " + owner.topicId() + " of cluster " + owner.clusterId())
                                    .orElse("not one of ours")
                            + "; it is left alone");
        }
    }

    /// Whether it is that of a topic which this cluster had. Identities of topics are not given twice.
    private boolean isLeftOver(HeldTable held, Catalog fresh) {
        Optional<TableOwner> owner = held.owner();
        return owner.isPresent()
                && owner.get().clusterId().equals(warehouse.clusterId())
                && fresh.topic(owner.get().topicId()).isEmpty();
    }

    private Optional<OwnTable> ours(Catalog fresh, Topic topic) {
        return fresh.table(topic.id())
                .map(pointer -> new OwnTable(
                        topic,
                        new TableOwner(warehouse.clusterId(), topic.id()),
                        pointer,
                        TableMetadataParser.read(files, warehouse.locationOf(pointer))));
    }
}
