package io.varve.cli.topic;

import io.varve.cli.console.ClusterOptions;
import io.varve.cli.console.Console;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.common.config.ConfigResource;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `varve topic alter`.
@Command(name = "alter", description = "Changes a topic's configs, or adds partitions.", sortOptions = false)
final class TopicAlter implements Callable<Integer> {

    @Parameters(paramLabel = "TOPIC", description = "Name of the topic.")
    private String topic = "";

    @Option(names = "--partitions", paramLabel = "N", description = "How many partitions from now on; only more.")
    private @Nullable Integer partitions;

    @Option(names = "--config", paramLabel = "KEY=VALUE", description = "Sets a config.")
    private final Map<String, String> configs = new HashMap<>();

    @Option(names = "--delete-config", paramLabel = "KEY", description = "Sets a config back to its default.")
    private List<String> deletedConfigs = new ArrayList<>();

    @Mixin
    private final ClusterOptions cluster = new ClusterOptions();

    @Spec
    private @Nullable CommandSpec command;

    private final Console console;

    TopicAlter(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws InterruptedException {
        Collection<AlterConfigOp> changes = changes();
        if (partitions == null && changes.isEmpty()) {
            throw new ParameterException(
                    Objects.requireNonNull(command).commandLine(),
                    "nothing to change: give --partitions, --config or --delete-config");
        }
        try (Admin admin = cluster.admin()) {
            if (!changes.isEmpty()) {
                var resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
                admin.incrementalAlterConfigs(Map.of(resource, changes)).all().get();
            }
            if (partitions != null) {
                admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(partitions)))
                        .all()
                        .get();
            }
            console.out().println("altered " + topic);
            return 0;
        } catch (ExecutionException e) {
            throw cluster.explain(e);
        }
    }

    private Collection<AlterConfigOp> changes() {
        var changes = new ArrayList<AlterConfigOp>();
        configs.forEach((key, value) -> changes.add(new AlterConfigOp(new ConfigEntry(key, value), OpType.SET)));
        deletedConfigs.forEach(key -> changes.add(new AlterConfigOp(new ConfigEntry(key, ""), OpType.DELETE)));
        return changes;
    }
}
