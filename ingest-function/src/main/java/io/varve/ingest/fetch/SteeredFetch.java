package io.varve.ingest.fetch;

import io.micrometer.core.instrument.Counter;
import io.varve.core.Doors;
import io.varve.core.TopicIdPartition;
import io.varve.kafka.api.ClientConnection;
import io.varve.kafka.api.RequestContext;
import io.varve.kafka.fetch.FetchSource;
import io.varve.kafka.fetch.PartitionAnswers;
import io.varve.kafka.fetch.PartitionKey;
import io.varve.kafka.fetch.Wanted;
import io.varve.kafka.peer.PeerSettings;
import io.varve.kafka.peer.Peers;
import io.varve.kafka.route.ClientZone;
import io.varve.kafka.route.Readers;
import io.varve.log.read.FetchPosition;
import io.varve.log.read.PositionCheck;
import io.varve.log.read.PositionChecks;
import io.varve.metadata.catalog.Node;
import io.varve.metadata.log.LogBounds;
import io.varve.node.NodeContext;
import io.varve.node.api.FetchTargets;
import io.varve.node.api.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.protocol.Errors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Answers fetches without reading records: a consumer is told which reader to go to, and one that stays is served
/// through a reader. Errors are this node's own, because a consumer that hears from a replica that its offset is out of
/// range comes back to the leader to be told so before it believes it.
///
/// ```
///   checked --+--> not in the log: error
///             +--> may be steered, and was not lately: told a reader (KIP-392)
///             +--> else: relayed --+--> the reader's answer
///                                  +--> no reader answers: REPLICA_NOT_AVAILABLE, after the fetch's own wait
/// ```
public final class SteeredFetch implements FetchSource, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SteeredFetch.class);

    /// The first in which a consumer says where it is and understands where to go.
    private static final short FIRST_VERSION_WITH_PREFERRED_REPLICA = 11;

    /// The longest time that a fetch waits, as at readers.
    private static final Duration MAX_WAIT = Duration.ofSeconds(30);

    /// That this node remembers of its consumers, all together.
    public static final int MAX_PARTITIONS = 1_000_000;

    private final Topics topics;
    private final PositionChecks checks;
    private final Supplier<Readers> readers;
    private final ClientZone zones;
    private final Peers peers;
    private final FetchRelay relay;
    private final Doors doors;
    private final Counter told;
    private final Counter relayedFetches;
    private final Counter unserved;
    private final Steering steering = new Steering(MAX_PARTITIONS);
    private final CompletableFuture<Void> closed = new CompletableFuture<>();

    public SteeredFetch(NodeContext context) {
        topics = context.topics();
        checks = new PositionChecks(context.logs().shards());
        readers = () -> Readers.of(context.cluster().catalog());
        zones = new ClientZone(context.self().zone());
        peers = new Peers(PeerSettings.DEFAULT, context.doors());
        relay = new FetchRelay(peers);
        doors = context.doors();
        told = context.meters().counter("varve.fetch.steered");
        relayedFetches = context.meters().counter("varve.fetch.relayed");
        unserved = context.meters().counter("varve.fetch.unserved");
    }

    @Override
    public Map<PartitionKey, PartitionData> fetch(
            RequestContext context, FetchRequestData request, List<Wanted> wanted) {
        return new Turn(context, request).answer(wanted);
    }

    /// No reader is asked and no time is waited from now on.
    @Override
    public void close() {
        closed.complete(null);
        peers.close();
    }

    /// One fetch.
    private final class Turn {

        private final RequestContext context;
        private final FetchRequestData request;
        private final ClientConnection connection;
        private final String zone;
        private final Readers readersNow = readers.get();

        /// In the order of the request.
        private final Map<PartitionKey, PartitionData> answers = new LinkedHashMap<>();

        private final List<Wanted> toRelay = new ArrayList<>();

        Turn(RequestContext context, FetchRequestData request) {
            this.context = context;
            this.request = request;
            connection = context.connection();
            zone = zones.of(context.clientId(), request.rackId());
        }

        Map<PartitionKey, PartitionData> answer(List<Wanted> wanted) {
            var targets = new FetchTargets(topics);
            var found = new ArrayList<Wanted>();
            var positions = new ArrayList<FetchPosition>();
            for (Wanted each : wanted) {
                switch (targets.find(each)) {
                    case FetchTargets.Found(FetchPosition position) -> {
                        found.add(each);
                        positions.add(position);
                        answers.put(each.key(), PartitionAnswers.failed(each.key(), Errors.NONE));
                    }
                    case FetchTargets.Failed(Errors error) ->
                        answers.put(each.key(), PartitionAnswers.failed(each.key(), error));
                }
            }
            List<PositionCheck> checked = checks.check(positions);
            for (int i = 0; i < checked.size(); i++) {
                decide(found.get(i), positions.get(i).partition(), checked.get(i));
            }
            if (!toRelay.isEmpty()) {
                answers.putAll(relayed(toRelay.size() == wanted.size()));
            }
            return answers;
        }

        private void decide(Wanted wanted, TopicIdPartition partition, PositionCheck check) {
            PartitionKey key = wanted.key();
            switch (check) {
                case PositionCheck.Within(LogBounds bounds) -> {
                    Optional<Node> reader = readerToTell(partition);
                    if (reader.isPresent()) {
                        told.increment();
                        answers.put(key, elsewhere(key, reader.get(), bounds));
                    } else {
                        toRelay.add(wanted);
                    }
                }
                case PositionCheck.OutOfRange outOfRange -> fail(key, partition, Errors.OFFSET_OUT_OF_RANGE);
                case PositionCheck.UnknownPartition unknown -> fail(key, partition, topics.unknown(key));
                case PositionCheck.StorageFailed(RuntimeException cause) -> {
                    LOG.warn("fetch not decided partition={} reason=\"{}\"", partition, cause.toString());
                    fail(key, partition, Errors.KAFKA_STORAGE_ERROR);
                }
            }
        }

        private void fail(PartitionKey key, TopicIdPartition partition, Errors error) {
            steering.forget(connection.id(), partition);
            answers.put(key, PartitionAnswers.failed(key, error));
        }

        private Optional<Node> readerToTell(TopicIdPartition partition) {
            if (context.version() < FIRST_VERSION_WITH_PREFERRED_REPLICA) {
                return Optional.empty();
            }
            return readersNow
                    .of(partition.topicId(), partition.partition(), zone)
                    .filter(reader -> steering.tell(
                            connection,
                            partition,
                            reader.incarnation(),
                            doors.clock().nanoTime()));
        }

        private PartitionData elsewhere(PartitionKey key, Node reader, LogBounds bounds) {
            return PartitionAnswers.elsewhere(
                    key, reader.id(), bounds.logStartOffset(), bounds.lastStableOffset(), bounds.highWatermark());
        }

        /// @param alone whether nothing else is answered, so that there is time to wait for records
        private Map<PartitionKey, PartitionData> relayed(boolean alone) {
            Duration maxWait = alone ? maxWait() : Duration.ZERO;
            Optional<Map<PartitionKey, PartitionData>> relayed =
                    relay.fetch(context, request, toRelay, maxWait, readersNow.ranked(zone, connection.id()));
            if (relayed.isPresent()) {
                relayedFetches.increment();
                return relayed.get();
            }
            unserved.increment();
            pause(maxWait);
            var unavailable = new LinkedHashMap<PartitionKey, PartitionData>();
            for (Wanted each : toRelay) {
                unavailable.put(each.key(), PartitionAnswers.failed(each.key(), Errors.REPLICA_NOT_AVAILABLE));
            }
            return unavailable;
        }

        private Duration maxWait() {
            Duration asked = Duration.ofMillis(Math.max(0, request.maxWaitMs()));
            return asked.compareTo(MAX_WAIT) < 0 ? asked : MAX_WAIT;
        }
    }

    /// Consumers fetch again as soon as they hear of an error, so they hear of it as late as of anything.
    private void pause(Duration time) {
        var elapsed = new CompletableFuture<Void>();
        var timer = doors.timers().after(time, () -> elapsed.complete(null));
        CompletableFuture.anyOf(elapsed, closed).join();
        timer.cancel();
    }
}
