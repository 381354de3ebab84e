package io.varve.simulation.load;

import io.varve.simulation.check.SentBatch;
import io.varve.simulation.cluster.Answer;
import io.varve.simulation.cluster.Client;
import io.varve.simulation.cluster.SimulatedNode;
import java.util.SplittableRandom;
import org.apache.kafka.common.message.ProduceResponseData.PartitionProduceResponse;
import org.apache.kafka.common.protocol.Errors;

/// A producer without idempotence: it sends a failed batch again a few times, so that it may be there more than once,
/// and then gives up.
public final class PlainProducer implements Producer {

    private static final int MAX_IN_FLIGHT = 3;
    private static final int MAX_ATTEMPTS = 4;
    private static final long TIMEOUT_NANOS = 15_000_000_000L;
    private static final long BACKOFF_MS = 100;

    private final Surroundings around;
    private final int number;
    private final String topic;
    private final int partitions;
    private final SplittableRandom chances;
    private final int keys;
    private final Client client;
    private SimulatedNode node;
    private int toMake;
    private int inFlight;

    /// @param partitions of the topic, to all of which it sends
    /// @param keys how many keys its records have, 0 if none
    public PlainProducer(
            Surroundings around, int number, String topic, int partitions, int keys, SplittableRandom chances) {
        this.around = around;
        this.number = number;
        this.topic = topic;
        this.partitions = partitions;
        this.keys = keys;
        this.chances = chances;
        this.client = new Client(around.world());
        this.node = around.anyWriter(chances);
    }

    @Override
    public void produce(int batches) {
        toMake += batches;
        pump();
    }

    @Override
    public boolean isDone() {
        return toMake == 0 && inFlight == 0;
    }

    @Override
    public String toString() {
        return "plain producer " + number + " of " + topic + " with " + (toMake + inFlight) + " batches to go";
    }

    private void pump() {
        while (toMake > 0 && inFlight < MAX_IN_FLIGHT) {
            toMake--;
            inFlight++;
            int partition = chances.nextInt(partitions);
            SentBatch batch = around.book().newBatch(number, Requests.drawRecords(keys, chances), false);
            send(batch, partition, chances.nextInt(200), 1);
        }
    }

    private void send(SentBatch batch, int partition, int padding, int attempt) {
        batch.attempt();
        client.send(
                node,
                Requests.produce(
                        batch,
                        Requests.Name.NONE,
                        topic,
                        partition,
                        around.world().wallMs(),
                        padding),
                TIMEOUT_NANOS,
                answer -> hear(batch, partition, padding, attempt, answer));
    }

    private void hear(
            SentBatch batch, int partition, int padding, int attempt, Answer<PartitionProduceResponse> answer) {
        if (answer instanceof Answer.Received<PartitionProduceResponse>(PartitionProduceResponse response)) {
            Errors error = Errors.forCode(response.errorCode());
            around.count(error.name());
            if (error == Errors.NONE) {
                around.book().acknowledge(batch, topic, partition, response.baseOffset());
                around.world().trace("batch {} acknowledged at {}", batch.number(), response.baseOffset());
                inFlight--;
                pump();
                return;
            }
        } else {
            around.count(answer instanceof Answer.Refused ? "REFUSED" : "LOST");
        }
        node = around.anyWriter(chances);
        around.after(BACKOFF_MS, () -> {
            if (attempt < MAX_ATTEMPTS) {
                send(batch, partition, padding, attempt + 1);
            } else {
                inFlight--;
                pump();
            }
        });
    }
}
