package io.varve.cli.topic;

import io.varve.cli.console.ClusterOptions;
import io.varve.cli.console.Console;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `varve topic delete`.
@Command(name = "delete", description = "Deletes topics and their records.", sortOptions = false)
final class TopicDelete implements Callable<Integer> {

    @Parameters(paramLabel = "TOPIC", arity = "1..*", description = "Names of the topics.")
    private List<String> topics = List.of();

    @Option(names = "--if-exists", description = "Takes no offence at topics that do not exist.")
    private boolean ifExists;

    @Mixin
    private final ClusterOptions cluster = new ClusterOptions();

    private final Console console;

    TopicDelete(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws InterruptedException {
        try (Admin admin = cluster.admin()) {
            var deleted = admin.deleteTopics(topics);
            return new TopicOutcomes(console, cluster)
                    .await(
                            topics,
                            deleted.topicNameValues(),
                            "deleted",
                            failure -> ifExists && failure instanceof UnknownTopicOrPartitionException);
        }
    }
}
