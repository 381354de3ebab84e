package io.varve.simulation.load;

import io.varve.core.TopicId;
import io.varve.kafka.api.Uuids;
import io.varve.simulation.check.GroupBook;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;

/// A group whose members share the partitions of some topics, all by the same protocol of Kafka's.
public final class Group {

    private static final int MEMBERS = 3;

    /// A former coordinator of the older protocol may have told a member for so long that it stays.
    private static final Duration OLDEST_PROOF = Duration.ofSeconds(2);

    private final String name;
    private final GroupBook book;
    private final List<GroupMember> members = new ArrayList<>();
    private final List<TopicPartition> partitions = new ArrayList<>();
    private final OffsetWatcher watcher;

    /// @param classic whether by the older protocol
    /// @param topics that stay, by their names
    public Group(
            Surroundings around,
            String name,
            boolean classic,
            Map<String, TopicId> topics,
            int partitionsEach,
            SplittableRandom chances) {
        this.name = name;
        this.book = new GroupBook(
                name,
                around.ledger().groups(),
                classic ? GroupRequests.REBALANCE_TIMEOUT.minus(OLDEST_PROOF) : GroupRequests.REBALANCE_TIMEOUT);
        var names = new TreeMap<Uuid, String>();
        topics.forEach((topic, id) -> {
            names.put(Uuids.of(id), topic);
            for (int partition = 0; partition < partitionsEach; partition++) {
                partitions.add(new TopicPartition(topic, partition));
            }
        });
        var requests = new GroupRequests(name, names);
        for (int number = 0; number < MEMBERS; number++) {
            members.add(
                    classic
                            ? new ClassicMember(around, book, requests, partitions, number, chances.split())
                            : new ConsumerMember(around, book, requests, number, chances.split()));
        }
        watcher = new OffsetWatcher(
                around, requests, GroupQuestions.PACE, new GroupQuestions(book, partitions), chances.split());
    }

    public void start() {
        members.forEach(GroupMember::start);
        watcher.start();
    }

    /// Nobody comes or goes any more.
    public void calm() {
        members.forEach(GroupMember::calm);
    }

    /// Nobody asks for anything any more.
    public void stop() {
        members.forEach(GroupMember::stop);
        watcher.stop();
    }

    /// Whether all members agree on who has what.
    public boolean isStable() {
        var shared = new ArrayList<TopicPartition>();
        members.forEach(member -> shared.addAll(member.owned()));
        return shared.size() == partitions.size()
                && new HashSet<>(shared).equals(new HashSet<>(partitions))
                && members.stream().map(GroupMember::epoch).distinct().count() == 1;
    }

    /// How many commits were acknowledged.
    public int commits() {
        return book.commits();
    }

    @Override
    public String toString() {
        return "group " + name;
    }
}
