package io.varve.cli.group;

import io.varve.cli.console.ClusterOptions;
import io.varve.cli.console.Failures;
import io.varve.cli.console.Printable;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.GroupNotEmptyException;
import org.apache.kafka.common.errors.GroupSubscribedToTopicException;
import org.apache.kafka.common.errors.InvalidGroupIdException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/// Says in plain words why a group could not be changed.
record GroupFailures(ClusterOptions cluster) {

    static final String PLAN_IS_OLD = "somebody else has committed offsets meanwhile: nothing was changed";

    private static final String LIVE = "the group has members: stop them first";

    String words(ExecutionException failure) {
        return switch (failure.getCause()) {
            case GroupIdNotFoundException e ->
                "there is no such consumer group, 'varve group list --type classic,consumer' shows those there are";
            case InvalidGroupIdException e -> "no group can have this name";
            // Only members may commit for a group that has some, which is how a coordinator refuses everybody else.
            case UnknownMemberIdException e -> LIVE;
            case RebalanceInProgressException e -> LIVE;
            case GroupNotEmptyException e -> LIVE;
            case GroupSubscribedToTopicException e -> "members of the group are subscribed to the topic";
            case UnknownTopicOrPartitionException e -> "there is no such partition any more";
            case null, default -> Failures.line(cluster.explain(failure));
        };
    }

    static String noSuchGroup(String group) {
        return "there is no consumer group " + Printable.word(group)
                + ": 'varve group list --type classic,consumer' shows those there are";
    }

    static String hasMembers(ConsumerGroupDescription group) {
        return "group " + Printable.cell(group.groupId()) + " is " + group.groupState() + " with "
                + GroupText.count(group.members().size(), "member") + ": stop them first";
    }
}
