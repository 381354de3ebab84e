package io.varve.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.core.Id128;
import io.varve.metadata.catalog.Node;
import io.varve.metadata.cluster.Cluster;
import io.varve.metadata.cluster.ClusterSettings;
import io.varve.metadata.cluster.LocalNode;
import io.varve.metadata.cluster.ShardCounts;
import io.varve.metadata.cluster.Stores;
import io.varve.metadata.cluster.UpkeepSettings;
import io.varve.metadata.entry.CatalogCommand.NodeDown;
import io.varve.metadata.entry.CatalogCommand.NodeUp;
import io.varve.metadata.entry.NodeAddress;
import io.varve.metadata.entry.NodeRole;
import io.varve.metadata.journal.MemoryJournal;
import io.varve.metadata.replica.ClockGuard;
import io.varve.metadata.replica.Tailer;
import io.varve.metadata.state.Outcome.NodeNumber;
import io.varve.node.NodeSettings.Probing;
import io.varve.storage.memory.MemoryObjectStore;
import io.varve.testkit.ManualDoors;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class MembershipTest {

    private static final Probing PROBING = new Probing(Duration.ofSeconds(5), Duration.ofSeconds(2), 3);
    private static final NodeAddress ADDRESS = new NodeAddress("here", 1, 2);
    private static final NodeAddress OTHER_ADDRESS = new NodeAddress("there", 1, 2);
    private static final Id128 OTHER = new Id128(7, 7);

    private final ManualDoors time = new ManualDoors();
    private final MemoryObjectStore objects = new MemoryObjectStore(time);
    private final MemoryJournal journal = new MemoryJournal(true);
    private final Cluster cluster = open(time);
    private final Set<NodeAddress> silent = ConcurrentHashMap.newKeySet();
    private final LocalNode self =
            new LocalNode(new NodeUp(ADDRESS, cluster.incarnation(), List.of(NodeRole.READ), "", 1));
    private final Membership membership =
            Membership.join(cluster, self, node -> !silent.contains(node.address()), PROBING);

    @AfterEach
    void close() {
        cluster.close();
    }

    @Test
    void aNodeThatJoinsIsUpUntilItSaysFarewell() {
        assertThat(at(ADDRESS))
                .get()
                .isEqualTo(new Node(
                        self.id(), ADDRESS, self.incarnation(), List.of(NodeRole.READ), "", 1, OptionalLong.empty()));

        membership.close();

        assertThat(at(ADDRESS)).get().matches(node -> !node.up());
    }

    @Test
    void aNodeThatIsWronglyTakenToBeDownComesBackUnderItsNumber() {
        int number = self.id();

        cluster.meta().proposeAndWait(new NodeDown(number, cluster.incarnation()));
        passUntil(ADDRESS, node -> node.isPresent() && node.get().up());

        assertThat(at(ADDRESS)).get().extracting(Node::id).isEqualTo(number);
    }

    @Test
    void aNodeThatWasForgottenComesBackUnderANewNumberAndLeavesUnderIt() {
        int number = self.id();
        var elsewhere = new ManualDoors();
        try (Cluster other = open(elsewhere)) {
            other.meta().proposeAndWait(new NodeDown(number, cluster.incarnation()));
            elsewhere.advance(Duration.ofDays(1));
            announceOther(other);
            assertThat(other.catalog().nodes()).doesNotContainKey(number);
        }

        passUntil(
                ADDRESS,
                node -> node.isPresent() && node.get().up() && node.get().id() != number);
        membership.close();

        assertThat(at(ADDRESS)).get().matches(node -> !node.up());
    }

    @Test
    void aNodeWithAWrongClockComesBackWhenItIsRight() {
        int number = self.id();
        cluster.stores()
                .clockGuard()
                .observed(time.wallMs() - Duration.ofDays(30).toMillis());
        try (Cluster other = open(new ManualDoors())) {
            other.meta().proposeAndWait(new NodeDown(number, cluster.incarnation()));
        }
        passUntil(ADDRESS, node -> node.isPresent() && !node.get().up());
        time.advance(PROBING.every().multipliedBy(3));

        cluster.stores().clockGuard().observed(time.wallMs());
        passUntil(ADDRESS, node -> node.isPresent() && node.get().up());

        assertThat(at(ADDRESS)).get().extracting(Node::id).isEqualTo(number);
    }

    @Test
    void aNodeThatDoesNotAnswerThreeTimesIsTakenToBeDown() {
        announceOther(cluster);
        silent.add(OTHER_ADDRESS);

        passUntil(OTHER_ADDRESS, node -> node.isPresent() && !node.get().up());

        assertThat(Duration.ofNanos(time.nanoTime()))
                .isGreaterThanOrEqualTo(PROBING.every().multipliedBy(3));
        assertThat(at(ADDRESS)).get().matches(Node::up);
    }

    private Cluster open(ManualDoors clock) {
        return Cluster.open(
                new Stores(objects, journal, new ClockGuard(clock)),
                new ClusterSettings(
                        new ShardCounts(1, 1),
                        new Tailer.Pace(Duration.ofMillis(100), Duration.ofMillis(100), Duration.ofSeconds(1)),
                        UpkeepSettings.DEFAULT),
                clock.doors());
    }

    private static void announceOther(Cluster by) {
        var up = new NodeUp(OTHER_ADDRESS, OTHER, List.of(NodeRole.INGEST), "", 1);
        assertThat(by.meta().proposeAndWait(up)).isInstanceOf(NodeNumber.class);
    }

    private Optional<Node> at(NodeAddress address) {
        return cluster.catalog().nodes().values().stream()
                .filter(node -> node.address().equals(address))
                .findFirst();
    }

    /// Lets time pass in small steps until the catalog says so of an address.
    private void passUntil(NodeAddress address, Predicate<Optional<Node>> wanted) {
        while (!wanted.test(at(address))) {
            time.advance(Duration.ofMillis(10));
            Thread.onSpinWait();
        }
    }
}
