package io.varve.cli.group;

import io.varve.cli.console.ClusterOptions;
import io.varve.cli.console.CommandException;
import io.varve.cli.console.Console;
import io.varve.cli.console.Printable;
import io.varve.cli.group.GroupReader.Found;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.common.TopicPartition;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `varve group delete`.
@Command(
        name = "delete",
        description = {
            "Deletes groups that nobody is a member of, with their committed offsets; or only some of the offsets.",
            "Shows first what would be deleted, and in the end the command that brings the offsets back."
        },
        sortOptions = false)
final class GroupDelete implements Callable<Integer> {

    @Parameters(paramLabel = "GROUP", arity = "1..*", converter = GroupName.class, description = "Names of the groups.")
    private List<String> groups = List.of();

    @Option(
            names = "--offsets-of",
            paramLabel = "TOPIC[:P,P...]",
            converter = PartitionSet.Converter.class,
            description = "Deletes the committed offsets of this topic, and keeps the group.")
    private List<PartitionSet> topics = List.of();

    @Mixin
    private final Consent consent = new Consent();

    @Mixin
    private final ClusterOptions cluster = new ClusterOptions();

    private final Console console;

    GroupDelete(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws InterruptedException {
        consent.demandSomebodyToAsk(console);
        try (Admin admin = cluster.admin()) {
            var named = new LinkedHashSet<>(groups);
            SortedMap<String, SortedMap<TopicPartition, Long>> committed = committed(admin, named);
            if (committed.isEmpty()) {
                return 1;
            }
            Deletion deletion = topics.isEmpty() ? new GroupDeletion(committed) : new OffsetDeletion(committed);
            console.out().println("deletion of " + deletion.what());
            deletion.print(console.out());
            boolean all = committed.size() == named.size();
            if (!consent.isDryRun()) {
                consent.demand(console, "Delete " + deletion.what() + "?");
                if (!chosen(new GroupReader(admin).committed(committed.keySet()))
                        .equals(committed)) {
                    throw new CommandException(GroupFailures.PLAN_IS_OLD);
                }
                all &= deletion.carryOut(admin, cluster, console);
            }
            return all ? 0 : 1;
        } catch (ExecutionException e) {
            throw cluster.explain(e);
        }
    }

    /// What goes, by groups. Those that have to stay are told: one of them does not keep the others.
    private SortedMap<String, SortedMap<TopicPartition, Long>> committed(Admin admin, Collection<String> named)
            throws InterruptedException, ExecutionException {
        var reader = new GroupReader(admin);
        var existing = new ArrayList<String>();
        for (Map.Entry<String, Found> found : reader.describe(named).entrySet()) {
            String group = found.getKey();
            switch (found.getValue()) {
                case Found.Missing missing -> refuse(GroupFailures.noSuchGroup(group));
                case Found.Failed(ExecutionException failure) ->
                    refuse(Printable.cell(group) + ": " + new GroupFailures(cluster).words(failure));
                case Found.Group(ConsumerGroupDescription description) -> {
                    if (topics.isEmpty() && !description.members().isEmpty()) {
                        refuse(GroupFailures.hasMembers(description));
                    } else {
                        existing.add(group);
                    }
                }
            }
        }
        SortedMap<String, SortedMap<TopicPartition, Long>> committed = chosen(reader.committed(existing));
        if (!topics.isEmpty()) {
            existing.stream()
                    .filter(group -> !committed.containsKey(group))
                    .forEach(group -> refuse(Printable.cell(group) + ": nothing is committed there"));
        }
        return committed;
    }

    /// Of what is committed, what was asked for, and the groups in which there is some.
    private SortedMap<String, SortedMap<TopicPartition, Long>> chosen(
            Map<String, SortedMap<TopicPartition, Long>> committed) {
        var chosen = new TreeMap<>(committed);
        if (!topics.isEmpty()) {
            chosen.values()
                    .forEach(offsets ->
                            offsets.keySet().removeIf(each -> topics.stream().noneMatch(set -> set.contains(each))));
            chosen.values().removeIf(Map::isEmpty);
        }
        return chosen;
    }

    private void refuse(String why) {
        console.err().println("varve: " + why);
    }
}
