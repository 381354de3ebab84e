package io.varve.cli.group;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.varve.cli.console.Json;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.common.TopicPartition;

/// A group as programs read it. What there is not, is null.
final class GroupJson {

    private GroupJson() {}

    static ObjectNode of(GroupReport report) {
        ConsumerGroupDescription group = report.group();
        ObjectNode object = Json.object()
                .put("group", group.groupId())
                .put("type", group.type().toString())
                .put("state", group.groupState().toString())
                .put("assignor", group.partitionAssignor())
                .put("coordinator", GroupText.address(group.coordinator()))
                .put("lag", report.totalLag());
        ArrayNode members = object.putArray("members");
        GroupText.sorted(group).forEach(member -> members.add(of(member)));
        ArrayNode partitions = object.putArray("partitions");
        report.partitions().forEach(partition -> partitions.add(of(partition)));
        return object;
    }

    private static ObjectNode of(MemberDescription member) {
        ObjectNode object = Json.object()
                .put("member", member.consumerId())
                .put("instance", member.groupInstanceId().orElse(null))
                .put("client", member.clientId())
                .put("host", GroupText.host(member))
                .put("epoch", member.memberEpoch().orElse(null));
        ArrayNode assigned = object.putArray("assigned");
        member.assignment().topicPartitions().stream()
                .sorted(GroupReader.BY_NAME)
                .forEach(partition -> assigned.add(of(partition)));
        return object;
    }

    private static ObjectNode of(TopicPartition partition) {
        return Json.object().put("topic", partition.topic()).put("partition", partition.partition());
    }

    private static ObjectNode of(PartitionLag each) {
        LogBounds log = each.log();
        MemberDescription member = each.member();
        return of(each.partition())
                .put("committed", each.committed())
                .put("start", log == null ? null : Long.valueOf(log.start()))
                .put("end", log == null ? null : Long.valueOf(log.end()))
                .put("lag", each.lag().isPresent() ? Long.valueOf(each.lag().getAsLong()) : null)
                .put("member", member == null ? null : member.consumerId());
    }
}
