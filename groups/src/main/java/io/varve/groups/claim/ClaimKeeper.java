package io.varve.groups.claim;

import io.varve.core.Doors;
import io.varve.kafka.route.Coordinators;
import io.varve.metadata.catalog.Node;
import io.varve.metadata.cluster.Cluster;
import io.varve.metadata.cluster.Shard;
import io.varve.metadata.entry.GroupCommand;
import io.varve.metadata.group.GroupDraft;
import io.varve.metadata.group.GroupState;
import io.varve.metadata.state.Outcome;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Claims one group shard when somebody asks for one of its groups and the catalog names this process as their
/// coordinator; gives it up when it names another. A cluster without groups writes no claims.
///
/// ```
///             asked for and named           entry written
///   idle ----------------------> claiming ---------------> held
///    ^                                                       |
///    +---- named no longer, a write failed, or fenced -------+
/// ```
///
/// A shard that was lost while this process is still named is claimed again at once, or a little later if the claim has
/// not lasted: whatever ended it may go on.
///
/// Two nodes whose catalogs differ may take the shard from each other until they agree; nothing but time is lost.
final class ClaimKeeper {

    private static final Logger LOG = LoggerFactory.getLogger(ClaimKeeper.class);

    private final Cluster cluster;
    private final int number;
    private final int nodeId;
    private final ClaimListener listener;
    private final Turns turns;

    /// Of the turns' thread.
    private @Nullable HeldClaim held;

    /// When the last claim was made, by the monotonic clock. Of the turns' thread.
    private @Nullable Long claimedNanos;

    private final AtomicBoolean asked = new AtomicBoolean();
    private volatile boolean closed;

    ClaimKeeper(Cluster cluster, int number, int nodeId, ClaimListener listener) {
        this.cluster = cluster;
        this.number = number;
        this.nodeId = nodeId;
        this.listener = listener;
        Doors doors = cluster.doors();
        this.turns = new Turns(doors.threads(), "claim-group-" + number, this::turn);
    }

    /// Somebody wants a group of the shard coordinated.
    ///
    /// @return whether this process is to do it; it may have to claim the shard first
    boolean ask() {
        if (!isNamed()) {
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
            boolean named = !closed && isNamed();
            if (wanted && named) {
                asked.set(true);
            }
            if (held != null && (!named || !held.isHeld())) {
                end(held);
            }
            if (held == null && wanted && named && !claimedJustNow()) {
                claim();
            }
        } catch (RuntimeException e) {
            // Whoever wakes the keeper from time to time has it try again.
            LOG.warn("group shard cannot be claimed shard=group-{} reason={}", number, e.toString());
        }
    }

    private boolean claimedJustNow() {
        return claimedNanos != null && cluster.doors().clock().nanoTime() - claimedNanos < Claims.LOOK_EVERY.toNanos();
    }

    private boolean isNamed() {
        return cluster.stores().clockGuard().mayAppend()
                && Coordinators.of(cluster.catalog())
                        .ofShard(number)
                        .map(Node::incarnation)
                        .filter(cluster.incarnation()::equals)
                        .isPresent();
    }

    private void claim() {
        Shard<GroupState, GroupDraft> shard = cluster.groupShard(number);
        shard.replica().refresh();
        long epoch = shard.replica().query(GroupState::claim).epoch() + 1;
        Outcome outcome = shard.proposeAndWait(new GroupCommand.Claim(epoch, nodeId, cluster.incarnation()));
        if (outcome instanceof Outcome.Refused refused) {
            LOG.info("another node was faster shard={} reason=\"{}\"", shard.id(), refused.message());
            wake();
            return;
        }
        held = new HeldClaim(number, epoch, shard, cluster, this::wake);
        claimedNanos = cluster.doors().clock().nanoTime();
        LOG.info("group shard claimed shard={} epoch={} node={}", shard.id(), epoch, nodeId);
        listener.claimed(held);
    }

    private void end(HeldClaim ended) {
        ended.lose("this node is not to coordinate the shard");
        held = null;
        listener.ended(ended);
    }
}
