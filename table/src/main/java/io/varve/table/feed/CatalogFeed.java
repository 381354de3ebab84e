package io.varve.table.feed;

import io.varve.core.TopicId;
import io.varve.metadata.catalog.Catalog;
import io.varve.metadata.catalog.Topic;
import io.varve.metadata.cluster.Cluster;
import io.varve.metadata.cluster.Job;
import io.varve.metadata.entry.ObjectRef;
import io.varve.table.TableNames;
import io.varve.table.Warehouse;
import io.varve.table.feed.FedTable.State;
import io.varve.table.feed.OtherCatalogException.Kind;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps the tables of another catalog as ours are: those whose pointer has moved at once, all of them now and then,
/// since others may change things there. Nothing here waits for it. What fails is told when it begins to fail and when
/// it is over, and is counted in between.
///
/// Any number of nodes may do this, as [TableFeed] explains.
///
/// Thread-safe: one turn at a time.
public final class CatalogFeed implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(CatalogFeed.class);

    /// How often pointers are compared with what was confirmed, which takes no request.
    private static final Duration EVERY = Duration.ofSeconds(5);

    private final Cluster cluster;
    private final OtherCatalog other;
    private final FeedPace pace;
    private final FeedCounts counts = new FeedCounts();
    private final TableFeed tables;

    /// By topic; of those that have a table, or had one that may still be there.
    private final Map<TopicId, FedTable> known = new ConcurrentHashMap<>();

    /// Held for a turn; guards the next three.
    private final ReentrantLock turn = new ReentrantLock();

    /// What could not be taken away.
    private final Set<String> stuck = new HashSet<>();

    private long checkDueMs = Long.MIN_VALUE;
    private long turnDueMs = Long.MIN_VALUE;

    /// Empty if it answered at the last turn.
    private volatile String outage = "";

    private volatile boolean closed;

    public CatalogFeed(Cluster cluster, Warehouse warehouse, OtherCatalog other, FeedPace pace) {
        this.cluster = cluster;
        this.other = other;
        this.pace = pace;
        this.tables = new TableFeed(cluster, warehouse, other, counts);
    }

    /// Begins to feed, until what is returned is closed.
    public Job start() {
        return Job.start("feed-catalog", EVERY, this::feedChanged, cluster.doors());
    }

    public FeedCounts counts() {
        return counts;
    }

    /// Why the other catalog cannot be fed at all; empty if it can.
    public String outage() {
        return outage;
    }

    /// By the topics' names.
    public List<FedTable> tables() {
        return known.values().stream()
                .sorted(Comparator.comparing(table -> table.topic().name()))
                .toList();
    }

    /// One turn: feeds what has changed, and what is due to be looked at or tried again.
    public void feedChanged() {
        turn.lock();
        try {
            if (wallMs() >= turnDueMs) {
                feedAllDue();
                noteUp();
            }
        } catch (OtherCatalogException e) {
            noteOutage(e);
        } finally {
            tellStale();
            turn.unlock();
        }
    }

    private void feedAllDue() {
        Catalog catalog = cluster.catalog();
        boolean check = wallMs() >= checkDueMs;
        Map<String, Topic> names = names(catalog);
        // All are noted first: an outage ends the turn with the first of them.
        names.forEach((name, topic) -> note(topic, name, catalog));
        takeAwayGone(catalog);
        names.forEach((name, topic) -> feedIfDue(topic, name, catalog, check));
        if (check) {
            for (String name : other.names()) {
                Topic topic = names.get(name);
                if (topic == null || catalog.table(topic.id()).isEmpty()) {
                    takeAway(name);
                }
            }
            checkDueMs = wallMs() + pace.checkEvery().toMillis();
        }
    }

    /// The topics that can have tables there, by the names of these. Where two have the same, the topic that
    /// was there first has it.
    private Map<String, Topic> names(Catalog catalog) {
        var names = new LinkedHashMap<String, Topic>();
        for (Topic topic : TableNames.of(catalog).topics()) {
            try {
                String name = other.nameOf(TableNames.of(topic));
                Topic first = names.putIfAbsent(name, topic);
                if (first != null) {
                    refuse(topic, name, "the table of the topic '" + first.name() + "' has the same name there");
                }
            } catch (OtherCatalogException e) {
                refuse(topic, "", String.valueOf(e.getMessage()));
            }
        }
        return names;
    }

    private void refuse(Topic topic, String name, String why) {
        FedTable table = known.computeIfAbsent(topic.id(), _ -> FedTable.begin(topic, name));
        if (!table.problem().equals(why)) {
            fail(table.behind(wallMs()), State.REFUSED, why);
        }
    }

    private void note(Topic topic, String name, Catalog catalog) {
        Optional<ObjectRef> pointer = catalog.table(topic.id());
        if (pointer.isPresent()) {
            FedTable table = known.computeIfAbsent(topic.id(), _ -> FedTable.begin(topic, name));
            if (!table.confirmed().equals(pointer)) {
                known.put(topic.id(), table.behind(wallMs()));
            }
        }
    }

    private void feedIfDue(Topic topic, String name, Catalog catalog, boolean check) {
        FedTable table = known.get(topic.id());
        if (table == null) {
            return;
        }
        boolean behind = !table.confirmed().equals(catalog.table(topic.id()))
                || table.behindSinceMs().isPresent();
        if (!behind && !check || table.dueMs() > wallMs()) {
            return;
        }
        try {
            Optional<OwnTable> fed = tables.bringUp(topic, name);
            fed.ifPresent(ours -> confirm(table, ours));
        } catch (OtherCatalogException e) {
            if (e.kind() == Kind.UNAVAILABLE) {
                throw e;
            }
            State left = e.kind() == Kind.REFUSED ? State.REFUSED : State.BEHIND;
            fail(table.behind(wallMs()), left, String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            // Whatever it is, the other tables go on, and this one's turn comes again.
            fail(table.behind(wallMs()), State.BEHIND, e.toString());
        }
    }

    private void confirm(FedTable table, OwnTable ours) {
        if (!table.problem().isEmpty() || table.stale()) {
            LOG.info(
                    "a table is fed to another catalog again topic={} name={}",
                    table.topic().name(),
                    table.name());
        }
        known.put(table.topic().id(), table.confirmed(ours));
    }

    private void fail(FedTable table, State as, String why) {
        counts.failure();
        if (!table.problem().equals(why) && !closed) {
            LOG.error(
                    "cannot feed a table to another catalog topic={} name={} reason={}",
                    table.topic().name(),
                    table.name(),
                    why);
        }
        known.put(
                table.topic().id(),
                table.failed(as, why, wallMs() + pace.retryEvery().toMillis()));
    }

    private void takeAwayGone(Catalog catalog) {
        for (FedTable table : tables()) {
            if (catalog.topic(table.topic().id()).isEmpty() && takeAway(table.name())) {
                known.remove(table.topic().id());
            }
        }
    }

    /// Whether nothing is left of a deleted topic under the name.
    private boolean takeAway(String name) {
        try {
            if (!name.isEmpty()) {
                tables.takeAway(name);
            }
            stuck.remove(name);
            return true;
        } catch (OtherCatalogException e) {
            if (e.kind() == Kind.UNAVAILABLE) {
                throw e;
            }
            counts.failure();
            if (stuck.add(name)) {
                LOG.error("cannot take a table out of another catalog name={} reason={}", name, e.getMessage());
            }
            // The next look at the whole catalog finds it.
            return true;
        }
    }

    private void noteUp() {
        if (!outage.isEmpty()) {
            LOG.info("another catalog is fed again");
            outage = "";
        }
        turnDueMs = Long.MIN_VALUE;
    }

    private void noteOutage(OtherCatalogException e) {
        counts.failure();
        if (outage.isEmpty() && !closed) {
            LOG.warn(
                    "another catalog cannot be fed, its tables fall behind; trying again and again every={} reason={}",
                    pace.retryEvery(),
                    e.getMessage());
        }
        outage = String.valueOf(e.getMessage());
        turnDueMs = wallMs() + pace.retryEvery().toMillis();
    }

    private void tellStale() {
        for (FedTable table : tables()) {
            if (!table.stale()
                    && table.behindSinceMs().isPresent()
                    && wallMs() - table.behindSinceMs().getAsLong()
                            > pace.staleAfter().toMillis()) {
                LOG.warn(
                        "a table in another catalog is so far behind that files which it names may be deleted by now"
                                + " topic={} name={} after={}",
                        table.topic().name(),
                        table.name(),
                        pace.staleAfter());
                known.put(table.topic().id(), table.grownStale());
            }
        }
    }

    /// Takes no further turn; one that is under way fails.
    @Override
    public void close() {
        closed = true;
        other.close();
    }

    private long wallMs() {
        return cluster.doors().clock().wallMs();
    }
}
