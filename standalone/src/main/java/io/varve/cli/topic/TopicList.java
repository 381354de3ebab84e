package io.varve.cli.topic;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.varve.cli.console.ClusterOptions;
import io.varve.cli.console.Console;
import io.varve.cli.console.Json;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicListing;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `varve topic list`.
@Command(name = "list", description = "Lists topics, one a line.", sortOptions = false)
final class TopicList implements Callable<Integer> {

    @Option(names = "--json", description = "Prints a JSON array of {name, id}.")
    private boolean json;

    @Mixin
    private final ClusterOptions cluster = new ClusterOptions();

    private final Console console;

    TopicList(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws InterruptedException {
        try (Admin admin = cluster.admin()) {
            List<TopicListing> topics = admin.listTopics().listings().get().stream()
                    .sorted(Comparator.comparing(TopicListing::name))
                    .toList();
            if (json) {
                ArrayNode array = Json.array();
                topics.forEach(topic -> array.addObject()
                        .put("name", topic.name())
                        .put("id", topic.topicId().toString()));
                console.out().println(Json.line(array));
            } else {
                topics.forEach(topic -> console.out().println(topic.name()));
            }
            return 0;
        } catch (ExecutionException e) {
            throw cluster.explain(e);
        }
    }
}
