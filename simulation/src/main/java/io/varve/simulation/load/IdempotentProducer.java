package io.varve.simulation.load;

import io.varve.simulation.check.SentBatch;
import io.varve.simulation.cluster.Answer;
import io.varve.simulation.cluster.Client;
import io.varve.simulation.cluster.SimulatedNode;
import io.varve.simulation.world.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.kafka.common.message.InitProducerIdResponseData;
import org.apache.kafka.common.message.ProduceResponseData.PartitionProduceResponse;
import org.apache.kafka.common.protocol.Errors;

/// A producer of one partition that is never more than five batches ahead of its oldest unacknowledged one,
/// as Kafka's clients are: what fails is sent again in its place, to another node if the first is gone,
/// until it is acknowledged.
///
/// A batch that is out of order although all before it are acknowledged can never be taken: then the producer takes a
/// new id. That may happen where the topic was created again, and nowhere else.
public final class IdempotentProducer implements Producer {

    private static final int MAX_IN_FLIGHT = 5;
    private static final long TIMEOUT_NANOS = 15_000_000_000L;
    private static final long BACKOFF_MS = 100;

    private final Surroundings around;
    private final int number;
    private final String topic;
    private final int partition;
    private final SplittableRandom chances;
    private final int keys;
    private final Client client;
    private final List<Pending> unacknowledged = new ArrayList<>();
    private SimulatedNode node;
    private int toMake;
    private int made;
    private long producerId = -1;
    private int nextSequence;
    private boolean askedForId;
    private boolean waiting;
    private boolean hopeless;
    private long topicsSeen;

    /// @param keys how many keys its records have, 0 if none
    public IdempotentProducer(
            Surroundings around, int number, String topic, int partition, int keys, SplittableRandom chances) {
        this.around = around;
        this.number = number;
        this.topic = topic;
        this.partition = partition;
        this.keys = keys;
        this.chances = chances;
        this.client = new Client(around.world());
        this.node = around.anyWriter(chances);
    }

    /// A batch without an acknowledgement.
    private static final class Pending {
        final SentBatch batch;
        final int index;
        final int padding;
        int baseSequence;
        boolean inFlight;
        boolean sent;
        boolean sentAsOldest;

        /// @param index among the producer's batches
        Pending(SentBatch batch, int index, int padding) {
            this.batch = batch;
            this.index = index;
            this.padding = padding;
        }
    }

    @Override
    public void produce(int batches) {
        toMake += batches;
        pump();
    }

    @Override
    public boolean isDone() {
        return toMake == 0 && unacknowledged.isEmpty();
    }

    @Override
    public String toString() {
        return "producer " + number + " of " + topic + "-" + partition + " with " + (toMake + unacknowledged.size())
                + " batches to go";
    }

    private void pump() {
        if (hopeless) {
            if (unacknowledged.stream().anyMatch(each -> each.inFlight)) {
                return;
            }
            hopeless = false;
            producerId = -1;
            unacknowledged.forEach(pending -> pending.batch.rename());
        }
        if (producerId < 0) {
            askForId();
            return;
        }
        while (toMake > 0 && (unacknowledged.isEmpty() || made < unacknowledged.getFirst().index + MAX_IN_FLIGHT)) {
            toMake--;
            SentBatch batch = around.book().newBatch(number, Requests.drawRecords(keys, chances), true);
            var pending =
                    new Pending(batch, made++, chances.nextInt(5) == 0 ? chances.nextInt(3_000) : chances.nextInt(100));
            name(pending);
            unacknowledged.add(pending);
        }
        // Of those that are sent again only the oldest is under way: a node that has it may be another one by now.
        boolean earlierInFlight = false;
        for (Pending pending : List.copyOf(unacknowledged)) {
            if (!pending.inFlight && !(earlierInFlight && pending.sent)) {
                send(pending);
            }
            earlierInFlight |= pending.inFlight;
        }
    }

    private void name(Pending pending) {
        pending.baseSequence = nextSequence;
        nextSequence += pending.batch.recordCount();
        around.book().named(pending.batch, topic, partition, producerId, (short) 0, pending.baseSequence);
    }

    private void askForId() {
        if (!askedForId) {
            askedForId = true;
            client.send(node, Requests.initProducerId(), TIMEOUT_NANOS, this::hearId);
        }
    }

    private void hearId(Answer<InitProducerIdResponseData> answer) {
        askedForId = false;
        if (answer instanceof Answer.Received<InitProducerIdResponseData>(InitProducerIdResponseData given)
                && given.errorCode() == Errors.NONE.code()) {
            producerId = given.producerId();
            nextSequence = 0;
            topicsSeen = around.ledger().topicsNamed(topic);
            unacknowledged.forEach(this::name);
            pump();
        } else {
            node = around.anyWriter(chances);
            pumpLater();
        }
    }

    private void send(Pending pending) {
        pending.inFlight = true;
        pending.sent = true;
        pending.sentAsOldest = unacknowledged.getFirst() == pending;
        pending.batch.attempt();
        long sentAs = producerId;
        around.world()
                .trace(
                        "producer {} sends batch {}, sequence {} of id {}, to node {}",
                        number,
                        pending.batch.number(),
                        pending.baseSequence,
                        producerId,
                        node.number());
        var name = new Requests.Name(producerId, (short) 0, pending.baseSequence);
        client.send(
                node,
                Requests.produce(
                        pending.batch, name, topic, partition, around.world().wallMs(), pending.padding),
                TIMEOUT_NANOS,
                answer -> hear(pending, sentAs, answer));
    }

    private void hear(Pending pending, long sentAs, Answer<PartitionProduceResponse> answer) {
        pending.inFlight = false;
        if (hopeless) {
            pumpLater();
        }
        switch (answer) {
            case Answer.Received<PartitionProduceResponse>(PartitionProduceResponse response) ->
                hear(pending, sentAs, Errors.forCode(response.errorCode()), response.baseOffset());
            case Answer.Failed<PartitionProduceResponse>(Throwable cause) -> {
                around.world().trace("producer {} hears of batch {} {}", number, pending.batch.number(), cause);
                again("FAILED");
            }
            case Answer.Refused<PartitionProduceResponse> refused -> elsewhere("REFUSED");
            case Answer.Lost<PartitionProduceResponse> lost -> elsewhere("LOST");
        }
    }

    private void hear(Pending pending, long sentAs, Errors error, long baseOffset) {
        around.count(error.name());
        around.world().trace("producer {} hears {} of batch {}", number, error, pending.batch.number());
        switch (error) {
            case NONE -> {
                around.book().acknowledge(pending.batch, topic, partition, baseOffset);
                unacknowledged.remove(pending);
                pump();
            }
            case OUT_OF_ORDER_SEQUENCE_NUMBER, UNKNOWN_PRODUCER_ID -> {
                if (pending.sentAsOldest && sentAs == producerId) {
                    giveUpId(error);
                }
                pumpLater();
            }
            case REQUEST_TIMED_OUT,
                    KAFKA_STORAGE_ERROR,
                    NOT_LEADER_OR_FOLLOWER,
                    UNKNOWN_TOPIC_OR_PARTITION,
                    NOT_ENOUGH_REPLICAS -> {
                if (chances.nextBoolean()) {
                    node = around.anyWriter(chances);
                }
                pumpLater();
            }
            default -> throw new Violation(this + " hears " + error);
        }
    }

    private void giveUpId(Errors error) {
        if (around.ledger().topicsNamed(topic) == topicsSeen) {
            throw new Violation(this + " hears " + error + " of its oldest batch, whose predecessors are acknowledged");
        }
        hopeless = true;
    }

    private void again(String error) {
        around.count(error);
        pumpLater();
    }

    private void elsewhere(String error) {
        node = around.anyWriter(chances);
        again(error);
    }

    private void pumpLater() {
        if (!waiting) {
            waiting = true;
            around.after(BACKOFF_MS, () -> {
                waiting = false;
                pump();
            });
        }
    }
}
