package io.varve.cli.topic;

import io.varve.cli.console.ClusterOptions;
import io.varve.cli.console.Console;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.TopicExistsException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `varve topic create`.
@Command(name = "create", description = "Creates topics.", sortOptions = false)
final class TopicCreate implements Callable<Integer> {

    @Parameters(paramLabel = "TOPIC", arity = "1..*", description = "Names of the topics.")
    private List<String> topics = List.of();

    @Option(names = "--partitions", paramLabel = "N", description = "How many partitions. Default: the server's")
    private @Nullable Integer partitions;

    @Option(names = "--config", paramLabel = "KEY=VALUE", description = "A topic config, for instance retention.ms=-1.")
    private final Map<String, String> configs = new HashMap<>();

    @Option(names = "--if-not-exists", description = "Leaves topics that exist as they are.")
    private boolean ifNotExists;

    @Mixin
    private final ClusterOptions cluster = new ClusterOptions();

    private final Console console;

    TopicCreate(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws InterruptedException {
        try (Admin admin = cluster.admin()) {
            var created = admin.createTopics(topics.stream().map(this::newTopic).toList());
            return new TopicOutcomes(console, cluster)
                    .await(
                            topics,
                            created.values(),
                            "created",
                            failure -> ifNotExists && failure instanceof TopicExistsException);
        }
    }

    private NewTopic newTopic(String name) {
        return new NewTopic(name, Optional.ofNullable(partitions), Optional.empty()).configs(configs);
    }
}
