package io.varve.cli.group;

import io.varve.cli.console.Printable;
import io.varve.cli.console.Table;
import io.varve.cli.console.Table.Column;
import java.io.PrintStream;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.common.Node;
import org.jspecify.annotations.Nullable;

/// A group as people read it.
record GroupText(PrintStream out) {

    private static final String INDENT = "  ";
    private static final String NONE = "-";

    void print(GroupReport report, boolean withMembers) {
        printGroup(report.group());
        if (withMembers) {
            printMembers(report.group());
        }
        if (report.partitions().isEmpty()) {
            out.println(INDENT + "nothing is committed, and no partition assigned");
        } else {
            printPartitions(report);
        }
    }

    private void printGroup(ConsumerGroupDescription group) {
        String assignor = group.partitionAssignor();
        out.println(Printable.cell(group.groupId()) + "  " + group.groupState() + ", type " + group.type() + ", "
                + count(group.members().size(), "member")
                + (assignor.isEmpty() ? "" : ", assignor " + Printable.cell(assignor))
                + ", coordinator " + address(group.coordinator()));
    }

    private void printMembers(ConsumerGroupDescription group) {
        if (group.members().isEmpty()) {
            return;
        }
        Table table = Table.of(
                Column.text("member"),
                Column.text("instance"),
                Column.text("client"),
                Column.text("host"),
                Column.number("epoch"),
                Column.text("assigned"));
        for (MemberDescription member : sorted(group)) {
            table.row(
                    Printable.cell(member.consumerId()),
                    member.groupInstanceId().map(Printable::cell).orElse(NONE),
                    Printable.cell(member.clientId()),
                    Printable.cell(host(member)),
                    member.memberEpoch().map(String::valueOf).orElse(NONE),
                    assignment(member));
        }
        table.print(out, INDENT);
    }

    private void printPartitions(GroupReport report) {
        Table table = Table.of(
                Column.text("topic"),
                Column.number("partition"),
                Column.number("committed"),
                Column.number("end"),
                Column.number("lag"),
                Column.text("client"),
                Column.text("host"),
                Column.text("member"),
                Column.text(""));
        for (PartitionLag each : report.partitions()) {
            MemberDescription member = each.member();
            table.row(
                    each.partition().topic(),
                    each.partition().partition(),
                    each.committed() == null ? NONE : each.committed(),
                    each.log() == null ? NONE : each.log().end(),
                    number(each.lag()),
                    member == null ? NONE : Printable.cell(member.clientId()),
                    member == null ? NONE : Printable.cell(host(member)),
                    member == null ? NONE : Printable.cell(member.consumerId()),
                    each.note());
        }
        table.print(out, INDENT);
        long unknown = report.partitionsWithoutLag();
        out.println(INDENT + "lag " + report.totalLag() + " in "
                + count(report.partitions().size() - unknown, "partition")
                + (unknown == 0 ? "" : ", unknown in " + unknown));
    }

    static List<MemberDescription> sorted(ConsumerGroupDescription group) {
        return group.members().stream()
                .sorted(Comparator.comparing(MemberDescription::consumerId))
                .toList();
    }

    private static String assignment(MemberDescription member) {
        String assigned = member.assignment().topicPartitions().stream()
                .sorted(GroupReader.BY_NAME)
                .collect(Collectors.groupingBy(
                        partition -> partition.topic(),
                        java.util.LinkedHashMap::new,
                        Collectors.mapping(
                                partition -> Integer.toString(partition.partition()), Collectors.joining(","))))
                .entrySet()
                .stream()
                .map(each -> each.getKey() + ":" + each.getValue())
                .collect(Collectors.joining(" "));
        return assigned.isEmpty() ? NONE : assigned;
    }

    /// The broker puts a slash in front of the address, as Java does when there is no name for it.
    static String host(MemberDescription member) {
        return member.host().startsWith("/") ? member.host().substring(1) : member.host();
    }

    static String address(@Nullable Node node) {
        return node == null ? "none" : node.host() + ":" + node.port();
    }

    private static String number(OptionalLong number) {
        return number.isPresent() ? Long.toString(number.getAsLong()) : NONE;
    }

    static String count(long count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }
}
