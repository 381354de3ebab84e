package io.varve.cli.group;

import io.varve.cli.console.ClusterOptions;
import io.varve.cli.console.Console;
import io.varve.cli.console.Printable;
import io.varve.cli.console.Table;
import io.varve.cli.console.Table.Column;
import java.io.PrintStream;
import java.util.Collection;
import java.util.Map;
import java.util.SortedMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DeleteConsumerGroupOffsetsResult;
import org.apache.kafka.common.TopicPartition;

/// Committed offsets that are to go from groups that stay.
record OffsetDeletion(SortedMap<String, SortedMap<TopicPartition, Long>> groups) implements Deletion {

    @Override
    public String what() {
        return GroupText.count(groups.values().stream().mapToInt(Map::size).sum(), "committed offset");
    }

    @Override
    public void print(PrintStream out) {
        Table table = Table.of(
                Column.text("group"), Column.text("topic"), Column.number("partition"), Column.number("committed"));
        groups.forEach((group, committed) -> committed.forEach((partition, offset) ->
                table.row(Printable.cell(group), partition.topic(), partition.partition(), offset)));
        table.print(out, "  ");
    }

    @Override
    public boolean carryOut(Admin admin, ClusterOptions cluster, Console console) throws InterruptedException {
        boolean all = true;
        for (var group : groups.entrySet()) {
            SortedMap<TopicPartition, Long> committed = group.getValue();
            DeleteConsumerGroupOffsetsResult result =
                    admin.deleteConsumerGroupOffsets(group.getKey(), committed.keySet());
            Collection<TopicPartition> deleted = new OffsetOutcomes(console, cluster, group.getKey())
                    .await("deleted", committed.keySet(), result::partitionResult);
            new Undo(cluster.bootstrap(), group.getKey()).print(console.out(), deleted, committed);
            all &= deleted.size() == committed.size();
        }
        return all;
    }
}
