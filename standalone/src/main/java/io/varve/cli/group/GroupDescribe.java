package io.varve.cli.group;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.varve.cli.console.ClusterOptions;
import io.varve.cli.console.Console;
import io.varve.cli.console.Json;
import io.varve.cli.console.Printable;
import io.varve.cli.group.GroupReader.Found;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.common.TopicPartition;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `varve group describe`.
@Command(
        name = "describe",
        description = "Shows groups: their state, and how far they are with each partition, and who reads it.",
        sortOptions = false)
final class GroupDescribe implements Callable<Integer> {

    @Parameters(paramLabel = "GROUP", arity = "1..*", converter = GroupName.class, description = "Names of the groups.")
    private List<String> groups = List.of();

    @Option(names = "--members", description = "Shows the members too, also those without a partition.")
    private boolean members;

    @Option(names = "--json", description = "Prints a JSON array, always with the members.")
    private boolean json;

    @Mixin
    private final ClusterOptions cluster = new ClusterOptions();

    private final Console console;

    GroupDescribe(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws InterruptedException {
        var descriptions = new ArrayList<ConsumerGroupDescription>();
        int exitCode = 0;
        List<GroupReport> reports;
        try (Admin admin = cluster.admin()) {
            for (Map.Entry<String, Found> found :
                    new GroupReader(admin).describe(groups).entrySet()) {
                switch (found.getValue()) {
                    case Found.Group(ConsumerGroupDescription description) -> descriptions.add(description);
                    case Found.Missing missing -> exitCode = refuse(GroupFailures.noSuchGroup(found.getKey()));
                    case Found.Failed(ExecutionException failure) ->
                        exitCode = refuse(
                                Printable.cell(found.getKey()) + ": " + new GroupFailures(cluster).words(failure));
                }
            }
            reports = reports(admin, descriptions);
        } catch (ExecutionException e) {
            throw cluster.explain(e);
        }
        print(reports);
        return exitCode;
    }

    private int refuse(String why) {
        console.err().println("varve: " + why);
        return 1;
    }

    private static List<GroupReport> reports(Admin admin, List<ConsumerGroupDescription> descriptions)
            throws InterruptedException, ExecutionException {
        Map<String, SortedMap<TopicPartition, Long>> committed = new GroupReader(admin)
                .committed(descriptions.stream()
                        .map(ConsumerGroupDescription::groupId)
                        .toList());
        var partitions = new HashSet<TopicPartition>();
        committed.values().forEach(offsets -> partitions.addAll(offsets.keySet()));
        descriptions.forEach(
                group -> partitions.addAll(GroupReport.members(group).keySet()));
        Map<TopicPartition, LogBounds> bounds = new LogReader(admin).bounds(partitions);
        return descriptions.stream()
                .map(group -> GroupReport.of(group, Objects.requireNonNull(committed.get(group.groupId())), bounds))
                .toList();
    }

    private void print(List<GroupReport> reports) {
        if (json) {
            ArrayNode array = Json.array();
            reports.forEach(report -> array.add(GroupJson.of(report)));
            console.out().println(Json.line(array));
        } else {
            var text = new GroupText(console.out());
            reports.forEach(report -> text.print(report, members));
        }
    }
}
