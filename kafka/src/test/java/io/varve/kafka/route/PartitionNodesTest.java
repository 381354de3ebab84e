package io.varve.kafka.route;

import static io.varve.kafka.route.Nodes.catalog;
import static io.varve.kafka.route.Nodes.down;
import static io.varve.kafka.route.Nodes.ingest;
import static io.varve.kafka.route.Nodes.node;
import static io.varve.kafka.route.Nodes.reader;
import static org.assertj.core.api.Assertions.assertThat;

import io.varve.core.TopicId;
import io.varve.kafka.route.PartitionNodes.Told;
import io.varve.metadata.catalog.Catalog;
import io.varve.metadata.catalog.Node;
import io.varve.metadata.entry.NodeRole;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;

class PartitionNodesTest {

    private static final TopicId TOPIC = new TopicId(7, 8);
    private static final int PARTITIONS = 1000;
    private static final String NO_ZONE = "";

    private static final Catalog TWO_ZONES =
            catalog(ingest(1, "a"), ingest(2, "b"), ingest(3, "b"), reader(4, "a"), reader(5, "a"), reader(6, "b"));

    @Test
    void theLeaderIsAnIngestNodeOfTheClientsZone() {
        assertThat(leaders(TWO_ZONES, "a")).containsOnly(1);
        assertThat(leaders(TWO_ZONES, "b")).containsOnly(2, 3);
    }

    @Test
    void aClientOfNoZoneOrOneWithoutIngestNodesHasThemAll() {
        assertThat(leaders(TWO_ZONES, NO_ZONE)).containsOnly(1, 2, 3);
        assertThat(leaders(TWO_ZONES, "c")).isEqualTo(leaders(TWO_ZONES, NO_ZONE));
    }

    @Test
    void partitionsAreSpreadEvenly() {
        int[] leaders = leaders(catalog(ingest(1, "a"), ingest(2, "a"), ingest(3, "a")), NO_ZONE);

        for (int id = 1; id <= 3; id++) {
            int leader = id;
            assertThat(IntStream.of(leaders).filter(each -> each == leader).count())
                    .isBetween(PARTITIONS / 4L, PARTITIONS / 2L);
        }
    }

    @Test
    void aNodeThatGoesMovesOnlyThePartitionsThatItHad() {
        Node third = ingest(3, "a");
        int[] before = leaders(catalog(ingest(1, "a"), ingest(2, "a"), third), NO_ZONE);
        int[] after = leaders(catalog(ingest(1, "a"), ingest(2, "a"), down(third)), NO_ZONE);

        for (int partition = 0; partition < PARTITIONS; partition++) {
            if (before[partition] != 3) {
                assertThat(after[partition]).isEqualTo(before[partition]);
            } else {
                assertThat(after[partition]).isIn(1, 2);
            }
        }
    }

    @Test
    void aPartitionsReplicasAreItsLeaderAndWhateverReaderAnyoneMayBeSentTo() {
        PartitionNodes nodes = PartitionNodes.of(TWO_ZONES, "a");
        Readers readers = Readers.of(TWO_ZONES);

        for (int partition = 0; partition < PARTITIONS; partition++) {
            List<Integer> replicas = nodes.of(TOPIC, partition).replicas();

            assertThat(replicas).startsWith(1).hasSize(3).contains(6).containsAnyOf(4, 5);
            for (String zone : List.of("a", "b", "c", NO_ZONE)) {
                assertThat(readers.of(TOPIC, partition, zone))
                        .get()
                        .extracting(Node::id)
                        .isIn(replicas);
            }
        }
    }

    @Test
    void aNodeOfBothRolesIsListedOnce() {
        Catalog one = catalog(node(1, NO_ZONE, NodeRole.INGEST, NodeRole.READ));

        assertThat(PartitionNodes.of(one, NO_ZONE).of(TOPIC, 0)).isEqualTo(new Told(1, List.of(1)));
    }

    @Test
    void withoutAnIngestNodeThereIsNoLeaderAndThatPasses() {
        Told told = PartitionNodes.of(catalog(down(ingest(1, "a")), reader(2, "a")), "a")
                .of(TOPIC, 0);

        assertThat(told).isEqualTo(new Told(Leaders.NONE, List.of()));
        assertThat(told.error()).isEqualTo(Errors.LEADER_NOT_AVAILABLE);
    }

    @Test
    void readersOfTheZoneAreAskedBeforeTheOthers() {
        Readers readers = Readers.of(TWO_ZONES);

        for (long connection = 0; connection < 100; connection++) {
            assertThat(readers.ranked("b", connection))
                    .hasSize(3)
                    .first()
                    .extracting(Node::id)
                    .isEqualTo(6);
            assertThat(readers.ranked("a", connection))
                    .last()
                    .extracting(Node::id)
                    .isEqualTo(6);
        }
    }

    private static int[] leaders(Catalog catalog, String zone) {
        PartitionNodes nodes = PartitionNodes.of(catalog, zone);
        IntUnaryOperator leader = partition -> nodes.of(TOPIC, partition).leader();
        return IntStream.range(0, PARTITIONS).map(leader).toArray();
    }
}
