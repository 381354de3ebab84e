package io.varve.simulation.load;

import io.varve.simulation.check.GroupBook;
import io.varve.simulation.cluster.Answer;
import io.varve.simulation.cluster.Client;
import io.varve.simulation.cluster.SimulatedNode;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.message.FindCoordinatorResponseData.Coordinator;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponseGroup;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/// A member of a group: it finds the coordinator, takes what it is assigned, asks for the offset that was committed
/// for a partition before it goes on from there, and now and then dies and comes back as another.
abstract sealed class GroupMember permits ConsumerMember, ClassicMember {

    static final long HEARTBEAT_MS = 1_000;
    static final long BACKOFF_MS = 100;
    static final long TIMEOUT_NANOS = 5_000_000_000L;

    private static final long COMMIT_MS = 250;
    private static final int LIFE_STEPS = 150;

    final Surroundings around;
    final GroupBook book;
    final GroupRequests requests;
    final Client client;

    private final int number;
    private final SplittableRandom chances;

    /// The partitions that it owns.
    private final Map<TopicPartition, Position> owned = new HashMap<>();

    private @Nullable SimulatedNode coordinator;
    private int lives;
    private int epoch;

    /// When it sent the first request that may still be without an answer.
    private @Nullable Long unansweredSinceNanos;

    /// When it sent the first request that the last answer may have come late for: the coordinator may have told it
    /// since then to give something up.
    private long patientFromNanos;

    private boolean committing;
    private boolean calm;
    private boolean stopped;

    /// Where it stands in a partition since it was given it.
    private static final class Position {

        /// The offset to commit next; null until it is known what was committed last.
        private @Nullable Long next;
    }

    GroupMember(Surroundings around, GroupBook book, GroupRequests requests, int number, SplittableRandom chances) {
        this.around = around;
        this.book = book;
        this.requests = requests;
        this.number = number;
        this.chances = chances;
        this.client = new Client(around.world());
    }

    final void start() {
        proceed();
        around.after(COMMIT_MS, this::commitNext);
    }

    /// It does not die any more.
    final void calm() {
        calm = true;
    }

    /// It asks for nothing any more.
    final void stop() {
        stopped = true;
    }

    final Set<TopicPartition> owned() {
        return owned.keySet();
    }

    /// Or generation; zero while it has not joined.
    final int epoch() {
        return epoch;
    }

    /// As the books have it.
    final String name() {
        return requests.group() + "-" + number + "." + lives;
    }

    /// The id by which the coordinator knows it.
    abstract String memberId();

    /// Asks the coordinator for what is next, and has [#proceed] called when it has heard.
    abstract void ask(SimulatedNode coordinator);

    /// It has died and is another one.
    abstract void reborn();

    final void proceedAfter(long millis) {
        around.after(millis, this::proceed);
    }

    private void proceed() {
        if (stopped) {
            return;
        }
        if (!calm && chances.nextInt(LIFE_STEPS) == 0) {
            around.world().trace("{} dies", name());
            leave();
            lives++;
            reborn();
        }
        SimulatedNode to = coordinator;
        if (to == null) {
            find();
            return;
        }
        if (unansweredSinceNanos == null) {
            unansweredSinceNanos = around.world().scheduler().nowNanos();
        }
        ask(to);
    }

    private void find() {
        client.send(around.anyNode(chances), requests.findCoordinator(), TIMEOUT_NANOS, answer -> {
            if (answer instanceof Answer.Received<Coordinator>(Coordinator found)
                    && found.errorCode() == Errors.NONE.code()) {
                coordinator = around.nodes().stream()
                        .filter(node -> node.address().host().equals(found.host()))
                        .findFirst()
                        .orElse(null);
            }
            proceedAfter(BACKOFF_MS);
        });
    }

    /// The coordinator knows it, and it has heard all that this was to tell it.
    final void answered() {
        patientFromNanos = Objects.requireNonNull(unansweredSinceNanos);
        unansweredSinceNanos = null;
    }

    /// Whoever answered does not coordinate the group.
    final void forgetCoordinator() {
        coordinator = null;
    }

    /// It is told of an epoch.
    final void comeTo(int newest) {
        epoch = newest;
        book.comesTo(name(), newest);
    }

    final void take(Set<TopicPartition> assigned) {
        Set<TopicPartition> gone = owned.keySet().stream()
                .filter(partition -> !assigned.contains(partition))
                .collect(Collectors.toSet());
        gone.forEach(this::release);
        for (TopicPartition partition : assigned) {
            if (!owned.containsKey(partition)) {
                around.world().trace("{} is given {}", name(), partition);
                owned.put(partition, new Position());
                book.adopts(name(), partition, around.world().scheduler().nowNanos(), () -> patientFromNanos);
            }
        }
    }

    /// The partitions that it owns, in order.
    final Set<String> ownedByName() {
        return owned.keySet().stream().map(TopicPartition::toString).collect(Collectors.toCollection(TreeSet::new));
    }

    /// It is in no epoch and owns nothing.
    final void leave() {
        Set.copyOf(owned.keySet()).forEach(this::release);
        epoch = 0;
    }

    private void release(TopicPartition partition) {
        owned.remove(partition);
        book.releases(name(), partition);
    }

    /// Commits the next offset of some partition, or finds out where it stands.
    private void commitNext() {
        if (stopped) {
            return;
        }
        around.after(COMMIT_MS, this::commitNext);
        SimulatedNode to = coordinator;
        if (committing || to == null || epoch == 0 || owned.isEmpty()) {
            return;
        }
        var inOrder = new TreeMap<String, TopicPartition>();
        owned.keySet().forEach(partition -> inOrder.put(partition.toString(), partition));
        TopicPartition partition = inOrder.values().stream()
                .skip(chances.nextInt(inOrder.size()))
                .findFirst()
                .orElseThrow();
        committing = true;
        Position position = Objects.requireNonNull(owned.get(partition));
        Long next = position.next;
        if (next == null) {
            long atLeast = book.highest(partition);
            client.send(
                    to,
                    requests.committed(partition, false),
                    TIMEOUT_NANOS,
                    answer -> hearCommitted(partition, position, atLeast, answer));
        } else {
            long sentNanos = around.world().scheduler().nowNanos();
            String asked = name();
            client.send(to, requests.commit(memberId(), epoch, partition, next), TIMEOUT_NANOS, answer -> {
                if (hearCommit(asked, partition, next, sentNanos, answer)) {
                    position.next = next + 1;
                }
            });
        }
    }

    private void hearCommitted(
            TopicPartition partition, Position position, long atLeast, Answer<OffsetFetchResponseGroup> answer) {
        committing = false;
        Errors error = error(
                answer,
                answer instanceof Answer.Received<OffsetFetchResponseGroup>(var group)
                        ? Errors.forCode(group.errorCode())
                        : Errors.NONE);
        if (error != Errors.NONE) {
            coordinator = null;
            return;
        }
        long offset = ((Answer.Received<OffsetFetchResponseGroup>) answer)
                .value()
                .topics()
                .getFirst()
                .partitions()
                .getFirst()
                .committedOffset();
        book.told(partition, offset, atLeast);
        position.next = offset + 1;
    }

    /// @return whether it counts
    private boolean hearCommit(
            String asked, TopicPartition partition, long offset, long sentNanos, Answer<Errors> answer) {
        committing = false;
        Errors error =
                error(answer, answer instanceof Answer.Received<Errors>(var committed) ? committed : Errors.NONE);
        switch (error) {
            case NONE -> {
                book.acknowledged(asked, partition, offset, sentNanos);
                around.world().trace("{} committed {} of {}", asked, offset, partition);
            }
            // The epoch has changed and a heartbeat will tell it.
            case STALE_MEMBER_EPOCH, REBALANCE_IN_PROGRESS -> {}
            case UNKNOWN_MEMBER_ID, FENCED_MEMBER_EPOCH, ILLEGAL_GENERATION -> {
                if (asked.equals(name())) {
                    leave();
                }
            }
            default -> coordinator = null;
        }
        return error == Errors.NONE;
    }

    /// What an answer comes to; no answer at all is like a coordinator that is gone.
    final Errors error(Answer<?> answer, Errors received) {
        Errors error = switch (answer) {
            case Answer.Received<?> _ -> received;
            case Answer.Failed<?>(Throwable failure) ->
                Errors.forException(failure instanceof CompletionException ? failure.getCause() : failure);
            case Answer.Refused<?> _, Answer.Lost<?> _ -> Errors.COORDINATOR_NOT_AVAILABLE;
        };
        around.count(error.name());
        return error;
    }
}
