package io.varve.conformance.kafka;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.GroupNotEmptyException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/// The topics and groups of a cluster that were not there when this was made.
public final class Leftovers {

    /// More than the session of a member that did not leave, before whose end its group cannot be deleted.
    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(60);

    private static final long PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(50);

    private final Set<String> topicsBefore;
    private final Set<String> groupsBefore;

    public Leftovers(Admin admin) throws ExecutionException, InterruptedException {
        topicsBefore = topics(admin);
        groupsBefore = groups(admin);
    }

    /// Deletes them until there are none, and returns what cannot be deleted.
    public Set<String> delete(Admin admin) throws ExecutionException, InterruptedException {
        Set<String> left = delete(() -> without(groups(admin), groupsBefore), groups -> deleteGroups(admin, groups));
        left.addAll(delete(
                () -> without(topics(admin), topicsBefore),
                topics -> admin.deleteTopics(topics).topicNameValues()));
        return left;
    }

    /// Static members stay when their consumers are closed, so they are removed; who cannot be is waited for.
    private static Map<String, KafkaFuture<Void>> deleteGroups(Admin admin, Set<String> groups) {
        groups.forEach(
                group -> admin.removeMembersFromConsumerGroup(group, new RemoveMembersFromConsumerGroupOptions()));
        return admin.deleteConsumerGroups(groups).deletedGroups();
    }

    private static Set<String> delete(Listing listing, Deletion deletion)
            throws ExecutionException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE_NS;
        Set<String> left = listing.names();
        while (!left.isEmpty() && System.nanoTime() < deadline) {
            for (KafkaFuture<Void> deleted : deletion.delete(left).values()) {
                settle(deleted);
            }
            left = listing.names();
            if (!left.isEmpty()) {
                LockSupport.parkNanos(PAUSE_NS);
            }
        }
        return left;
    }

    private static void settle(KafkaFuture<Void> deletion) throws ExecutionException, InterruptedException {
        try {
            deletion.get();
        } catch (ExecutionException e) {
            boolean isSettledLater = e.getCause() instanceof GroupNotEmptyException
                    || e.getCause() instanceof GroupIdNotFoundException
                    || e.getCause() instanceof UnknownTopicOrPartitionException;
            if (!isSettledLater) {
                throw e;
            }
        }
    }

    private static Set<String> topics(Admin admin) throws ExecutionException, InterruptedException {
        return admin.listTopics().names().get();
    }

    private static Set<String> groups(Admin admin) throws ExecutionException, InterruptedException {
        return admin.listGroups().all().get().stream()
                .map(GroupListing::groupId)
                .collect(Collectors.toSet());
    }

    private static Set<String> without(Set<String> all, Set<String> some) {
        Set<String> others = new HashSet<>(all);
        others.removeAll(some);
        return others;
    }

    private interface Listing {

        Set<String> names() throws ExecutionException, InterruptedException;
    }

    private interface Deletion {

        Map<String, KafkaFuture<Void>> delete(Set<String> names);
    }
}
