package io.varve.table.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.metadata.catalog.Topic;
import io.varve.metadata.cluster.TopicOperations;
import io.varve.metadata.journal.MemoryJournal;
import io.varve.storage.ObjectStore;
import io.varve.table.PublishSettings;
import io.varve.table.Publisher;
import io.varve.table.TableNames;
import io.varve.table.TableOwner;
import io.varve.table.TestLog;
import io.varve.table.feed.FedTable.State;
import io.varve.table.feed.OtherCatalog.Change;
import io.varve.testkit.ManualDoors;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What holds of feeding another catalog, whichever it is.
public abstract class CatalogFeedContract {

    private static final Duration RETRY = Duration.ofMinutes(1);
    private static final Duration CHECK = Duration.ofMinutes(10);
    private static final Duration STALE = Duration.ofHours(24);

    private static final AtomicInteger TESTS = new AtomicInteger();

    /// Servers are one for all tests, so each has a cluster and names of its own.
    protected final int test = TESTS.incrementAndGet();

    protected TestLog log;
    private final ManualDoors time = new ManualDoors(test);
    private Publisher publisher;
    protected OtherCatalog other;
    protected CatalogFeed feed;
    protected Topic topic;

    @BeforeEach
    void begin() {
        log = new TestLog(store(time), new MemoryJournal(true), location(), time);
        publisher = log.publisher(new PublishSettings(Duration.ofMinutes(1), STALE, 2));
        other = open();
        feed = feed();
        topic = log.topic("orders", 1);
    }

    /// Where our tables lie.
    protected abstract ObjectStore store(ManualDoors time);

    /// What engines call that place.
    protected abstract String location();

    /// A client of its own, of one and the same catalog, whose answers [#faults] spoils.
    protected abstract OtherCatalog open();

    protected abstract Faults faults();

    /// The data files that an engine finds by the catalog.
    protected abstract Collection<String> files(String name);

    /// The columns that it has there.
    protected abstract Collection<String> columns(String name);

    /// Enters a table that is none of ours.
    protected abstract void enterForeign(String name);

    /// How a catalog fails.
    public interface Faults {

        /// Whether no request gets an answer, nor has any effect.
        void down(boolean down);

        /// The next changes are made, and answered as if the server had failed.
        void loseAnswers(int changes);
    }

    @AfterEach
    void close() {
        faults().down(false);
        faults().loseAnswers(0);
        feed.close();
        other.close();
        log.close();
    }

    @Test
    void aTableHasTheFilesOfOurs() {
        publish(topic);
        feed.feedChanged();

        assertThat(files("orders")).containsExactlyInAnyOrderElementsOf(ours(topic));
        assertThat(feed.tables()).singleElement().satisfies(table -> {
            assertThat(table.state()).isEqualTo(State.CURRENT);
            assertThat(table.confirmed()).isEqualTo(log.cluster.catalog().table(topic.id()));
            assertThat(table.behindSinceMs()).isEmpty();
        });
        publish(topic);
        feed.feedChanged();

        assertThat(files("orders")).hasSize(2).containsExactlyInAnyOrderElementsOf(ours(topic));
        assertThat(feed.counts().changes()).isEqualTo(2);
    }

    @Test
    void aTableHasTheColumnsOfOurs() {
        publish(topic);
        feed.feedChanged();
        Collection<String> before = columns("orders");
        log.addColumn(topic, NestedField.optional(12, "later", Types.IntegerType.get()));
        feed.feedChanged();

        assertThat(columns("orders"))
                .hasSize(before.size() + 1)
                .containsAll(before)
                .contains("later");
        publish(topic);
        feed.feedChanged();
        assertThat(columns("orders")).contains("later");
        assertThat(files("orders")).hasSize(2).containsExactlyInAnyOrderElementsOf(ours(topic));
        assertThat(feed.tables()).singleElement().extracting(FedTable::state).isEqualTo(State.CURRENT);
    }

    @Test
    void repeatingChangesNothing() {
        publish(topic);
        feed.feedChanged();
        CatalogFeed another = feed();

        another.feedChanged();
        time.advance(CHECK);
        another.feedChanged();

        assertThat(another.counts().changes()).isZero();
        assertThat(another.tables()).singleElement().extracting(FedTable::state).isEqualTo(State.CURRENT);
    }

    @Test
    void whatIsManyVersionsBehindCatchesUpAtOnce() {
        publish(topic);
        feed.feedChanged();
        for (int i = 0; i < 5; i++) {
            publish(topic);
        }
        feed.feedChanged();

        assertThat(feed.tables()).extracting(FedTable::problem).containsExactly("");
        assertThat(files("orders")).hasSize(6).containsExactlyInAnyOrderElementsOf(ours(topic));
        assertThat(feed.counts().changes()).isEqualTo(2);
    }

    @Test
    void aSlowNodeDoesNotBringBackAnOlderVersion() {
        publish(topic);
        feed.feedChanged();
        publish(topic);
        OtherCatalog slow = open();
        HeldTable read = slow.look(name("orders")).orElseThrow();
        OwnTable old = own(topic);
        publish(topic);
        feed.feedChanged();
        assertThat(feed.tables()).extracting(FedTable::problem).containsExactly("");

        assertThat(slow.advance(read, old)).isEqualTo(Change.CONFLICT);

        assertThat(files("orders")).hasSize(3).containsExactlyInAnyOrderElementsOf(ours(topic));
        slow.close();
    }

    @Test
    void aTableIsRegisteredOnce() {
        publish(topic);
        OwnTable old = own(topic);
        publish(topic);
        feed.feedChanged();

        assertThat(other.register(name("orders"), old)).isEqualTo(Change.CONFLICT);

        assertThat(files("orders")).hasSize(2).containsExactlyInAnyOrderElementsOf(ours(topic));
    }

    @Test
    void nodesThatFeedAtTheSameTimeDoNotHinderEachOther() {
        CatalogFeed another = feed();
        for (int i = 0; i < 3; i++) {
            publish(topic);
            var first = CompletableFuture.runAsync(feed::feedChanged);
            var second = CompletableFuture.runAsync(another::feedChanged);
            CompletableFuture.allOf(first, second).join();

            assertThat(files("orders")).containsExactlyInAnyOrderElementsOf(ours(topic));
        }
        assertThat(feed.tables()).singleElement().extracting(FedTable::state).isEqualTo(State.CURRENT);
        assertThat(another.tables()).singleElement().extracting(FedTable::state).isEqualTo(State.CURRENT);
        another.close();
    }

    @Test
    void whatWasDoneWithoutAnAnswerIsReadBack() {
        publish(topic);
        faults().loseAnswers(1);
        feed.feedChanged();
        assertThat(files("orders")).containsExactlyInAnyOrderElementsOf(ours(topic));
        publish(topic);
        faults().loseAnswers(1);
        feed.feedChanged();

        assertThat(files("orders")).hasSize(2).containsExactlyInAnyOrderElementsOf(ours(topic));
        assertThat(feed.tables()).singleElement().extracting(FedTable::state).isEqualTo(State.CURRENT);
        assertThat(feed.outage()).isEmpty();
    }

    @Test
    void anOutageIsToldAndOverOnceItIsOver() {
        publish(topic);
        feed.feedChanged();
        publish(topic);
        faults().down(true);
        feed.feedChanged();

        assertThat(feed.outage()).as("%s", feed.tables()).isNotEmpty();
        assertThat(feed.tables()).singleElement().satisfies(table -> {
            assertThat(table.state()).isEqualTo(State.BEHIND);
            assertThat(table.behindSinceMs()).hasValue(time.wallMs());
        });
        time.advance(STALE.plus(RETRY));
        feed.feedChanged();
        assertThat(feed.tables()).singleElement().extracting(FedTable::stale).isEqualTo(true);

        faults().down(false);
        feed.feedChanged();
        assertThat(feed.outage()).as("left alone for a while").isNotEmpty();
        time.advance(RETRY);
        feed.feedChanged();
        assertThat(feed.outage()).isEmpty();
        assertThat(files("orders")).containsExactlyInAnyOrderElementsOf(ours(topic));
        assertThat(feed.tables()).singleElement().satisfies(table -> {
            assertThat(table.state()).isEqualTo(State.CURRENT);
            assertThat(table.stale()).isFalse();
        });
    }

    @Test
    void aTableOfSomebodyElseIsLeftAloneAndKeepsNoOtherFromItsTurn() {
        Topic views = log.topic("views", 1);
        publish(topic);
        publish(views);
        enterForeign("orders");
        feed.feedChanged();

        assertThat(other.look(name("orders")).orElseThrow().owner()).isEmpty();
        assertThat(files("views")).containsExactlyInAnyOrderElementsOf(ours(views));
        assertThat(feed.tables()).extracting(FedTable::state).containsExactly(State.REFUSED, State.CURRENT);
        assertThat(feed.tables().getFirst().problem()).contains("'orders'").contains("left alone");

        new TopicOperations(log.cluster).delete(topic.id());
        time.advance(CHECK);
        feed.feedChanged();
        assertThat(other.look(name("orders"))).isPresent();
    }

    @Test
    void theTableOfADeletedTopicGoes() {
        publish(topic);
        feed.feedChanged();
        new TopicOperations(log.cluster).delete(topic.id());
        feed.feedChanged();

        assertThat(other.look(name("orders"))).isEmpty();
        assertThat(feed.tables()).isEmpty();
    }

    @Test
    void theTableOfATopicThatWasDeletedWhileNobodyFedGoes() {
        publish(topic);
        feed.feedChanged();
        new TopicOperations(log.cluster).delete(topic.id());
        enterForeign("theirs");
        CatalogFeed later = feed();
        later.feedChanged();

        assertThat(other.names()).containsExactly(name("theirs"));
        later.close();
    }

    @Test
    void aTopicThatIsCreatedAgainHasAnotherTable() {
        publish(topic);
        feed.feedChanged();
        new TopicOperations(log.cluster).delete(topic.id());
        Topic again = log.topic("orders", 1);
        publish(again);
        feed().feedChanged();

        assertThat(other.look(name("orders")).orElseThrow().owner())
                .contains(new TableOwner(log.cluster.clusterId(), again.id()));
        assertThat(files("orders")).containsExactlyInAnyOrderElementsOf(ours(again));
    }

    @Test
    void whatSomebodyHasDroppedIsEnteredAgain() {
        publish(topic);
        feed.feedChanged();
        other.drop(other.look(name("orders")).orElseThrow());
        feed.feedChanged();
        assertThat(other.look(name("orders"))).isEmpty();

        time.advance(CHECK);
        feed.feedChanged();

        assertThat(files("orders")).containsExactlyInAnyOrderElementsOf(ours(topic));
    }

    @Test
    void namesAreTakenWhateverKafkaAllows() {
        for (String name : List.of("orders.eu-1", "Upper.Case_2")) {
            Topic named = log.topic(name, 1);
            publish(named);
            feed.feedChanged();

            assertThat(files(name)).containsExactlyInAnyOrderElementsOf(ours(named));
        }
    }

    @Test
    void ofTwoTopicsThatDifferInCaseTheFirstHasTheTable() {
        publish(topic);
        Topic second = log.topic("Orders", 1);
        publish(second);
        Topic first = TableNames.of(log.cluster.catalog()).topics().getFirst();
        feed.feedChanged();

        assertThat(other.names()).containsExactly(other.nameOf(first.name()));
        assertThat(files(first.name())).containsExactlyInAnyOrderElementsOf(ours(first));
    }

    /// Of a node of its own.
    protected CatalogFeed feed() {
        return new CatalogFeed(log.cluster, log.warehouse, open(), new FeedPace(RETRY, CHECK, STALE));
    }

    /// Publishes another segment of the topic, which is there or not.
    protected void topicWithTable(String name) {
        publish(log.cluster.catalog().topic(name).orElseGet(() -> log.topic(name, 1)));
    }

    protected void publish(Topic which) {
        log.segment(which, 0, 5);
        publisher.publish(which);
    }

    private String name(String tableName) {
        return other.nameOf(tableName);
    }

    protected OwnTable own(Topic which) {
        var pointer = log.cluster.catalog().table(which.id()).orElseThrow();
        return new OwnTable(
                which,
                new TableOwner(log.cluster.clusterId(), which.id()),
                pointer,
                TableMetadataParser.read(log.files(), log.warehouse.locationOf(pointer)));
    }

    private Set<String> ours(Topic which) {
        return log.segments(which).stream()
                .map(segment -> log.warehouse.locationOf(segment.segment().object()))
                .collect(Collectors.toSet());
    }
}
