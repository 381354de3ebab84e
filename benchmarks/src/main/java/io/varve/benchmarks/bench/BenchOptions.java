package io.varve.benchmarks.bench;

import io.varve.benchmarks.load.EncodedProducers.Width;
import io.varve.benchmarks.load.RecordShape;
import java.time.Duration;
import picocli.CommandLine.Option;

/// How large a run is.
final class BenchOptions {

    private static final int VALUE_BYTES = 1 << 10;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            description = "How long each load runs when it is measured. Default: ${DEFAULT-VALUE}",
            defaultValue = "15")
    private int seconds;

    @Option(
            names = "--warm-up",
            paramLabel = "N",
            description = "Seconds of each kind of producer before anything is measured. Default: ${DEFAULT-VALUE}",
            defaultValue = "20")
    private int warmUpSeconds;

    @Option(
            names = "--partitions",
            paramLabel = "N",
            description = "Of the topic. Default: ${DEFAULT-VALUE}",
            defaultValue = "100")
    private int partitions;

    @Option(
            names = "--batch-records",
            paramLabel = "N",
            description = "Records of 1 KiB in a batch. Default: ${DEFAULT-VALUE}",
            defaultValue = "64")
    private int batchRecords;

    @Option(
            names = "--connections",
            paramLabel = "N",
            description = "Of the encoded producers. Default: ${DEFAULT-VALUE}",
            defaultValue = "8")
    private int connections;

    @Option(
            names = "--requests",
            paramLabel = "N",
            description = "In flight on each of these connections. Default: ${DEFAULT-VALUE}",
            defaultValue = "10")
    private int requests;

    @Option(
            names = "--request-batches",
            paramLabel = "N",
            description = "In each of these requests, each of another partition. Default: ${DEFAULT-VALUE}",
            defaultValue = "10")
    private int requestBatches;

    @Option(
            names = "--producers",
            paramLabel = "N",
            description = "Of Kafka's Java client. Default: ${DEFAULT-VALUE}",
            defaultValue = "4")
    private int producers;

    @Option(
            names = "--consumers",
            paramLabel = "N",
            description = "Of Kafka's Java client. Default: ${DEFAULT-VALUE}",
            defaultValue = "4")
    private int consumers;

    @Option(
            names = "--uploads",
            paramLabel = "N",
            description = "At a time, by the node as without it. Default: ${DEFAULT-VALUE}",
            defaultValue = "16")
    private int uploads;

    Duration time() {
        return Duration.ofSeconds(seconds);
    }

    Duration warmUp() {
        return Duration.ofSeconds(warmUpSeconds);
    }

    RecordShape shape(String topic) {
        return new RecordShape(topic, partitions, VALUE_BYTES, batchRecords);
    }

    Width width() {
        return new Width(connections, requests, Math.min(requestBatches, partitions));
    }

    int producers() {
        return producers;
    }

    int consumers() {
        return Math.min(consumers, partitions);
    }

    int uploads() {
        return uploads;
    }
}
