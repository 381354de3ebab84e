package io.varve.ingest.write;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.core.TopicIdPartition;
import io.varve.metadata.cluster.UpkeepSettings;
import io.varve.metadata.entry.ObjectRef;
import io.varve.metadata.journal.MemoryJournal;
import io.varve.metadata.journal.ShardId;
import io.varve.metadata.log.Run;
import io.varve.storage.Payload;
import io.varve.storage.batch.BatchHeader;
import io.varve.storage.memory.MemoryObjectStore;
import io.varve.testkit.ManualDoors;
import io.varve.testkit.TestBatch;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What was inlined is read from the bundle that it was moved into, whatever else is moved at that time.
@Timeout(60)
class MovedRunsTest {

    private static final Duration OFTEN = Duration.ofSeconds(1);
    private static final Duration NEVER = Duration.ofDays(1);
    private static final UpkeepSettings MOVING =
            new UpkeepSettings(NEVER, Integer.MAX_VALUE, OFTEN, NEVER, NEVER, OFTEN);
    private static final WriteSettings INLINING = new WriteSettings(
            new Linger(new FlushRate(1, 1_000), Duration.ZERO, Duration.ofMillis(250), 1 << 20), Inlining.METERED, 1);

    private final MemoryObjectStore objects = new MemoryObjectStore(new ManualDoors());
    private WriteNode node;

    @BeforeEach
    void setUp() {
        node = WriteNode.open(objects, new MemoryJournal(true), 2, INLINING).openTopic(1);
        node.cluster.startUpkeep(MOVING);
        // The epoch that begins with the first work lasts longer than a test.
        passUntil(() -> epoch() > 0);
    }

    @AfterEach
    void close() {
        node.close();
    }

    @Test
    void runsOfDifferentShardsAreMovedIntoDifferentBundles() {
        write(ShardId.data(0), "a value of one shard");
        write(ShardId.data(1), "another value, of the other shard");

        awaitMove();

        assertThat(read(ShardId.data(0))).isEqualTo("a value of one shard");
        assertThat(read(ShardId.data(1))).isEqualTo("another value, of the other shard");
    }

    @Test
    void keyThatIsTakenByOtherBytesIsNotPointedTo() {
        write(ShardId.data(0), "a value");
        var taken = new ObjectRef(ObjectRef.Kind.BUNDLE, epoch(), node.cluster.incarnation(), 0);
        objects.create(taken.key(node.cluster.clusterId()), Payload.of(new byte[] {1}));

        awaitMove();

        assertThat(read(ShardId.data(0))).isEqualTo("a value");
    }

    private long epoch() {
        return node.cluster.catalog().epoch();
    }

    private void write(ShardId shard, String value) {
        ByteBuffer batch = TestBatch.of(node.time.wallMs(), value);
        var destination = new Destination(shard, new TopicIdPartition(TestBatches.TOPIC, 0), Optional.empty());
        node.append(new IncomingBatch(destination, BatchHeader.read(batch).meta(), batch))
                .answer()
                .join();
    }

    private void awaitMove() {
        passUntil(() -> node.cluster.dataShards().stream()
                .noneMatch(shard ->
                        shard.replica().query(state -> state.oldestInlinedMs().isPresent())));
    }

    private void passUntil(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            node.time.advance(OFTEN);
            Thread.onSpinWait();
        }
    }

    private String read(ShardId shard) {
        Run run = node.cluster
                .dataShard(shard)
                .replica()
                .query(state -> state.runsFrom(new TopicIdPartition(TestBatches.TOPIC, 0), 0, 1))
                .getFirst();
        String key = ((ObjectRef) run.source()).key(node.cluster.clusterId());
        ByteBuffer batch = objects.read(key, run.position(), run.sizeBytes());
        return TestBatch.records(batch).getFirst().value();
    }
}
