package io.varve.cli.records;

import io.varve.cli.console.ClusterOptions;
import io.varve.cli.console.CommandException;
import io.varve.cli.console.Console;
import io.varve.cli.console.Times;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `varve consume`.
@Command(
        name = "consume",
        description = {
            "Prints the records of a topic, from its beginning to where it ends now.",
            "With --follow, prints what comes from now on, until it is stopped."
        },
        sortOptions = false)
public final class ConsumeCommand implements Callable<Integer> {

    private static final Duration POLL = Duration.ofMillis(500);

    @Parameters(paramLabel = "TOPIC", description = "The topic to read.")
    private String topic = "";

    @ArgGroup
    private @Nullable StartOption start;

    @Option(
            names = "--partition",
            paramLabel = "N",
            split = ",",
            description = "Reads these partitions only. Default: all of them")
    private List<Integer> partitions = new ArrayList<>();

    @Option(names = "--limit", paramLabel = "N", description = "Stops after so many records.")
    private long limit = Long.MAX_VALUE;

    @Option(
            names = {"-f", "--follow"},
            description = "Waits for further records at the end.")
    private boolean follow;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description =
                    "How a record is printed: %%k key, %%v value, %%t topic, %%p partition, %%o offset, %%T timestamp"
                            + " in ms, \\n, \\t. Default: %%v\\n")
    private String format = "%v\\n";

    @Option(names = "--json", description = "Prints each record as a JSON object.")
    private boolean json;

    @Mixin
    private final ClusterOptions cluster = new ClusterOptions();

    private final Console console;

    public ConsumeCommand(Console console) {
        this.console = console;
    }

    /// Where to begin; at most one of them.
    private static final class StartOption {

        @Option(names = "--from-beginning", description = "Begins at the first record there is, also with --follow.")
        private boolean fromBeginning;

        @Option(
                names = "--offset",
                paramLabel = "N",
                description = "Begins at this offset of every partition; a negative one counts from the end.")
        private @Nullable Long offset;

        @Option(
                names = "--timestamp",
                paramLabel = "TIME",
                description = "Begins at the first record of this time or later: milliseconds since 1970, or"
                        + " 2025-01-31T12:00:00Z.")
        private @Nullable String timestamp;

        private Start start() {
            if (offset != null) {
                return new Start.AtOffset(offset);
            }
            return fromBeginning || timestamp == null
                    ? new Start.Beginning()
                    : new Start.AtTime(Times.milliseconds(timestamp));
        }
    }

    @Override
    public Integer call() {
        RecordFormat printed = json ? RecordFormat.json() : RecordFormat.text(format);
        Start from = start == null ? (follow ? new Start.End() : new Start.Beginning()) : start.start();
        try (Consumer<byte[], byte[]> consumer =
                cluster.consumer(Map.of("enable.auto.commit", false, "auto.offset.reset", "earliest"))) {
            List<TopicPartition> assigned = assigned(consumer);
            consumer.assign(assigned);
            Map<TopicPartition, Long> ends = consumer.endOffsets(assigned);
            Positions.seek(consumer, assigned, from, ends);
            consume(consumer, printed, ends);
            return 0;
        } catch (KafkaException e) {
            throw cluster.explain(e);
        }
    }

    private List<TopicPartition> assigned(Consumer<byte[], byte[]> consumer) {
        List<PartitionInfo> infos = consumer.partitionsFor(topic);
        if (infos == null || infos.isEmpty()) {
            throw new CommandException("there is no topic '" + topic + "' at " + cluster.bootstrap()
                    + ": 'varve topic list' shows those there are");
        }
        List<TopicPartition> all = infos.stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
        List<TopicPartition> wanted = partitions.stream()
                .map(number -> new TopicPartition(topic, number))
                .toList();
        for (TopicPartition partition : wanted) {
            if (!all.contains(partition)) {
                throw new CommandException("topic '" + topic + "' has partitions 0 to " + (all.size() - 1) + ", not "
                        + partition.partition());
            }
        }
        return wanted.isEmpty() ? all : wanted;
    }

    private void consume(Consumer<byte[], byte[]> consumer, RecordFormat printed, Map<TopicPartition, Long> ends) {
        long left = limit;
        while (left > 0 && (follow || Positions.before(consumer, ends))) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                boolean wanted =
                        follow || record.offset() < Positions.of(ends, new TopicPartition(topic, record.partition()));
                if (left > 0 && wanted) {
                    console.out().writeBytes(printed.print(record));
                    left--;
                }
            }
            console.out().flush();
            if (console.out().checkError()) {
                // Whoever reads this has gone, as 'head' does.
                return;
            }
        }
    }
}
