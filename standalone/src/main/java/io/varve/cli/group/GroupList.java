package io.varve.cli.group;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.varve.cli.console.ClusterOptions;
import io.varve.cli.console.Console;
import io.varve.cli.console.Json;
import io.varve.cli.console.Printable;
import io.varve.cli.console.Table;
import io.varve.cli.console.Table.Column;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.GroupType;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `varve group list`.
@Command(
        name = "list",
        description = {
            "Lists groups: one request to each node, however many groups there are.",
            "Members and lag are not in its answer; 'varve group describe' asks for them."
        },
        sortOptions = false)
final class GroupList implements Callable<Integer> {

    @Option(
            names = "--state",
            paramLabel = "STATE",
            split = ",",
            converter = GroupStates.class,
            completionCandidates = GroupStates.class,
            description = "Only groups in these states: ${COMPLETION-CANDIDATES}.")
    private Set<GroupState> states = Set.of();

    @Option(
            names = "--type",
            paramLabel = "TYPE",
            split = ",",
            converter = GroupTypes.class,
            completionCandidates = GroupTypes.class,
            description = "Only groups of these types: ${COMPLETION-CANDIDATES}.")
    private Set<GroupType> types = Set.of();

    @Option(names = "--json", description = "Prints a JSON array of {group, type, protocol, state}.")
    private boolean json;

    @Mixin
    private final ClusterOptions cluster = new ClusterOptions();

    private final Console console;

    GroupList(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws InterruptedException {
        try (Admin admin = cluster.admin()) {
            var options = new ListGroupsOptions().inGroupStates(states).withTypes(types);
            List<GroupListing> groups = admin.listGroups(options).all().get().stream()
                    .sorted(Comparator.comparing(GroupListing::groupId))
                    .toList();
            if (json) {
                printJson(groups);
            } else {
                print(groups);
            }
            return 0;
        } catch (ExecutionException e) {
            throw cluster.explain(e);
        }
    }

    private void print(List<GroupListing> groups) {
        Table table =
                Table.of(Column.text("group"), Column.text("state"), Column.text("type"), Column.text("protocol"));
        groups.forEach(group -> table.row(Printable.cell(group.groupId()), state(group), type(group), protocol(group)));
        table.print(console.out(), "");
    }

    private void printJson(List<GroupListing> groups) {
        ArrayNode array = Json.array();
        groups.forEach(group -> array.addObject()
                .put("group", group.groupId())
                .put("type", type(group))
                .put("protocol", group.protocol())
                .put("state", state(group)));
        console.out().println(Json.line(array));
    }

    private static String state(GroupListing group) {
        return group.groupState().orElse(GroupState.UNKNOWN).toString();
    }

    private static String protocol(GroupListing group) {
        return group.protocol().isEmpty() ? "-" : Printable.cell(group.protocol());
    }

    private static String type(GroupListing group) {
        return group.type().orElse(GroupType.UNKNOWN).toString();
    }
}
