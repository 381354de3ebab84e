package io.varve.groups.claim;

import io.varve.core.Doors;
import io.varve.core.Turns;
import io.varve.kafka.route.Coordinators;
import io.varve.metadata.catalog.Node;
import io.varve.metadata.cluster.Cluster;
import io.varve.metadata.cluster.Shard;
import io.varve.metadata.entry.GroupCommand;
import io.varve.metadata.group.GroupDraft;
import io.varve.metadata.group.GroupState;
import io.varve.metadata.state.Outcome;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Claims one group shard when the catalog names this process as the coordinator of its groups and somebody asks for
/// one, now or before another process coordinated them. A cluster without groups writes no claims.
///
/// ```
///             named and asked for           entry written
///   idle ----------------------> claiming ---------------> held <--------+
///    ^                                                       |           | named again
///    |                                                       | named no longer
///    |<------------ a write failed, or fenced ---------------+           |
///    +--- fenced by who is named now, or not for long ---- handing over -+
/// ```
///
/// While it hands over, the groups are coordinated here: their members are not turned away before there is another
/// place for them.
///
/// A shard that was lost while this process is still named is claimed again at once, or later if the claim has not
/// lasted, and later each time: whatever ended it may go on.
///
/// Two nodes whose catalogs differ might take the shard from each other until they agree, with nothing but time
/// lost; so each looks at the catalog's tail before it claims.
final class ClaimKeeper {

    private static final Logger LOG = LoggerFactory.getLogger(ClaimKeeper.class);

    /// A claim that was held for so long was a good one.
    private static final Duration LASTED = Duration.ofSeconds(10);

    /// A node that is named claims the shard at once: a claim that stands for so long after that has no successor.
    static final Duration HANDOVER = Duration.ofSeconds(10);

    /// So many may come in a row before they come less often: nodes whose catalogs differ agree by then.
    private static final int FREE_FAILURES = 5;

    /// To about a minute.
    private static final int MOST_DOUBLINGS = 6;

    private final Cluster cluster;
    private final int number;
    private final ClaimListener listener;
    private final Turns turns;

    /// Of the turns' thread.
    private @Nullable HeldClaim held;

    /// When the last claim was made, by the monotonic clock. Of the turns' thread, as the next one.
    private @Nullable Long claimedNanos;

    /// How many claims in a row have not lasted though this process stayed named.
    private int failures;

    /// At the last turn. Of the turns' thread.
    private boolean wasNamed;

    /// Since when a claim has been held though another process is named. Of the turns' thread.
    private @Nullable Long handoverNanos;

    private final AtomicBoolean asked = new AtomicBoolean();
    private volatile boolean closed;

    ClaimKeeper(Cluster cluster, int number, ClaimListener listener) {
        this.cluster = cluster;
        this.number = number;
        this.listener = listener;
        Doors doors = cluster.doors();
        this.turns = new Turns(doors.threads(), "claim-group-" + number, this::turn);
    }

    /// Somebody wants a group of the shard coordinated.
    ///
    /// @return whether this process is to do it; it may have to claim the shard first
    boolean ask() {
        if (named().isEmpty()) {
            return false;
        }
        asked.set(true);
        wake();
        return true;
    }

    /// Something may have changed.
    void wake() {
        turns.request();
    }

    /// Gives the shard up and does not claim it again.
    void close() {
        closed = true;
        wake();
    }

    private void turn() {
        try {
            // Taken before the look at the catalog: who asks after this has seen a later one, and has a turn to come.
            boolean wanted = asked.getAndSet(false);
            boolean named = !closed && named().isPresent();
            if (named && !wasNamed) {
                wanted |= held != null || hasBeenClaimed();
            }
            wasNamed = named;
            if (wanted && named) {
                asked.set(true);
            }
            if (held != null && (!held.isHeld() || !mayBeHeld(named))) {
                failures = named && isYoungerThan(LASTED) ? failures + 1 : 0;
                end(held);
            }
            if (held == null && wanted && named && !isYoungerThan(pause())) {
                claimIfStillNamed();
            }
        } catch (RuntimeException e) {
            // Whoever wakes the keeper from time to time has it try again.
            LOG.warn("group shard cannot be claimed shard=group-{} reason={}", number, e.toString());
        }
    }

    /// Whether somebody has asked for the shard's groups before, of whichever process.
    private boolean hasBeenClaimed() {
        Shard<GroupState, GroupDraft> shard = cluster.groupShard(number);
        shard.replica().refresh();
        return shard.replica().query(GroupState::claim).epoch() > 0;
    }

    private boolean mayBeHeld(boolean named) {
        if (named) {
            handoverNanos = null;
            return true;
        }
        if (closed || !cluster.stores().clockGuard().mayAppend()) {
            return false;
        }
        if (handoverNanos == null) {
            handoverNanos = cluster.doors().clock().nanoTime();
        }
        return !isPast(handoverNanos, HANDOVER);
    }

    private boolean isYoungerThan(Duration age) {
        return claimedNanos != null && !isPast(claimedNanos, age);
    }

    private boolean isPast(long sinceNanos, Duration age) {
        return cluster.doors().clock().nanoTime() - sinceNanos >= age.toNanos();
    }

    /// Between claims. One that cannot be loaded would otherwise cost an entry a second for ever.
    private Duration pause() {
        int doublings = Math.clamp(failures - FREE_FAILURES, 0, MOST_DOUBLINGS);
        return Claims.LOOK_EVERY.multipliedBy(1L << doublings);
    }

    /// This node as the catalog has it, if that names it.
    private Optional<Node> named() {
        return cluster.stores().clockGuard().mayAppend()
                ? Coordinators.of(cluster.catalog())
                        .ofShard(number)
                        .filter(node -> node.incarnation().equals(cluster.incarnation()))
                : Optional.empty();
    }

    /// Looks at the catalog's tail first. Who has just lost a shard to a node that came back may not have
    /// heard of that node yet, and would take the shard away again, and from groups that have only found
    /// their coordinator.
    private void claimIfStillNamed() {
        cluster.freshCatalog();
        named().ifPresent(this::claim);
    }

    /// The number of a node is noted in its claims for people who read them.
    private void claim(Node self) {
        Shard<GroupState, GroupDraft> shard = cluster.groupShard(number);
        shard.replica().refresh();
        long epoch = shard.replica().query(GroupState::claim).epoch() + 1;
        var before = HeldClaim.Confirmation.at(cluster.doors().clock());
        Outcome outcome = shard.proposeAndWait(new GroupCommand.Claim(epoch, self.id(), self.incarnation()));
        if (outcome instanceof Outcome.Refused refused) {
            LOG.info("another node was faster shard={} reason=\"{}\"", shard.id(), refused.message());
            wake();
            return;
        }
        held = new HeldClaim(number, epoch, shard, cluster, before, this::wake);
        claimedNanos = cluster.doors().clock().nanoTime();
        LOG.info("group shard claimed shard={} epoch={} node={}", shard.id(), epoch, self.id());
        listener.claimed(held);
    }

    private void end(HeldClaim ended) {
        ended.lose("this node is not to coordinate the shard");
        held = null;
        handoverNanos = null;
        listener.ended(ended);
    }
}
