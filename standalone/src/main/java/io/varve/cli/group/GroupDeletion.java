package io.varve.cli.group;

import io.varve.cli.console.ClusterOptions;
import io.varve.cli.console.Console;
import io.varve.cli.console.Printable;
import io.varve.cli.console.Table;
import io.varve.cli.console.Table.Column;
import java.io.PrintStream;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/// Groups that are to go, with all that they have committed.
record GroupDeletion(SortedMap<String, SortedMap<TopicPartition, Long>> groups) implements Deletion {

    @Override
    public String what() {
        return GroupText.count(groups.size(), "group");
    }

    @Override
    public void print(PrintStream out) {
        Table table = Table.of(Column.text("group"), Column.number("committed offsets"));
        groups.forEach((group, committed) -> table.row(Printable.cell(group), committed.size()));
        table.print(out, "  ");
    }

    @Override
    public boolean carryOut(Admin admin, ClusterOptions cluster, Console console) throws InterruptedException {
        Map<String, KafkaFuture<Void>> outcomes =
                admin.deleteConsumerGroups(groups.keySet()).deletedGroups();
        boolean all = true;
        for (var group : groups.entrySet()) {
            String name = group.getKey();
            SortedMap<TopicPartition, Long> committed = group.getValue();
            try {
                Objects.requireNonNull(outcomes.get(name)).get();
                console.out().println("deleted group " + Printable.cell(name));
                new Undo(cluster.bootstrap(), name).print(console.out(), committed.keySet(), committed);
            } catch (ExecutionException e) {
                console.err().println("varve: " + Printable.cell(name) + ": " + new GroupFailures(cluster).words(e));
                all = false;
            }
        }
        return all;
    }
}
