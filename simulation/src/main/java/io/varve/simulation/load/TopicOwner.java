package io.varve.simulation.load;

import io.varve.core.TopicIdPartition;
import io.varve.kafka.config.TopicSettings;
import io.varve.simulation.cluster.Answer;
import io.varve.simulation.cluster.Client;
import io.varve.simulation.cluster.Serving;
import java.util.List;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/// Creates a topic and, now and then, deletes its records, unless it is only compacted, or the topic, which it then
/// creates again.
public final class TopicOwner {

    private static final long TIMEOUT_NANOS = 20_000_000_000L;
    private static final long BACKOFF_MS = 300;
    private static final long PAUSE_MS = 5_000;
    private static final int DELETE_ONE_IN = 6;

    private final Surroundings around;
    private final String name;
    private final int partitions;
    private final boolean restless;
    private final SortedMap<String, String> configs;
    private final SplittableRandom chances;
    private final Client client;
    private boolean stopped;
    private boolean atRest;

    /// @param restless whether it ever deletes the topic
    /// @param configs of the topic
    public TopicOwner(
            Surroundings around,
            String name,
            int partitions,
            boolean restless,
            SortedMap<String, String> configs,
            SplittableRandom chances) {
        this.around = around;
        this.name = name;
        this.partitions = partitions;
        this.restless = restless;
        this.configs = configs;
        this.chances = chances;
        this.client = new Client(around.world());
    }

    public void start() {
        create();
    }

    /// It leaves the topic as it is, once there is one.
    public void stop() {
        stopped = true;
    }

    /// Whether nothing that it has asked for is still to be done.
    public boolean isAtRest() {
        return atRest;
    }

    private void create() {
        attempt(node -> node.topics().create(name, partitions, configs), this::tend);
    }

    private void tend() {
        around.after(PAUSE_MS, () -> {
            boolean there = !around.ledger().openPartitionsOf(name, 0).isEmpty();
            if (!there) {
                // It was created by an attempt that got no further, and was given up.
                create();
            } else if (stopped) {
                atRest = true;
            } else if (restless && chances.nextInt(DELETE_ONE_IN) == 0) {
                delete();
            } else if (TopicSettings.of(configs).deleted()) {
                deleteRecords();
            } else {
                tend();
            }
        });
    }

    private void delete() {
        List<TopicIdPartition> open = around.ledger().openPartitionsOf(name, 0);
        if (open.isEmpty()) {
            create();
        } else {
            // By its id, for an attempt that was thought to be lost may come when the name is another topic's.
            attempt(node -> node.topics().delete(open.getLast().topicId()), this::create);
        }
    }

    private void deleteRecords() {
        int partition = chances.nextInt(partitions);
        List<TopicIdPartition> open = around.ledger().openPartitionsOf(name, partition);
        if (open.isEmpty()) {
            tend();
            return;
        }
        long start = around.ledger().logStartOffset(open.getLast());
        long end = around.ledger().highWatermark(open.getLast());
        long offset = start + chances.nextLong(end - start + 1) / 2;
        around.ledger().unwanted(open.getLast(), offset);
        attempt(
                node -> node.cluster()
                        .freshCatalog()
                        .topic(open.getLast().topicId())
                        .ifPresent(topic -> node.topics().deleteRecords(topic, partition, offset)),
                this::tend);
    }

    /// Has any node do something, again and again until one says that it is done, or that it may not be.
    private void attempt(Consumer<Serving> operation, Runnable then) {
        client.send(
                around.anyWriter(chances),
                (node, connection) -> {
                    var outcome = new CompletableFuture<String>();
                    node.life().start("operation", () -> {
                        try {
                            operation.accept(node);
                            outcome.complete(node.life().toString());
                        } catch (RuntimeException e) {
                            outcome.completeExceptionally(e);
                        }
                    });
                    return outcome;
                },
                TIMEOUT_NANOS,
                answer -> {
                    if (answer instanceof Answer.Received) {
                        then.run();
                    } else {
                        around.after(BACKOFF_MS, () -> attempt(operation, then));
                    }
                });
    }
}
