package io.varve.metadata.replica;

import io.varve.core.MalformedDataException;
import io.varve.metadata.entry.ShardCommand;
import io.varve.metadata.state.Draft;
import io.varve.metadata.state.ShardFacts;
import io.varve.metadata.state.ShardState;
import io.varve.storage.StoreException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes snapshots of a shard and confirms them by a second fold.
///
/// A snapshot comes from the live state. Its confirmation comes from an earlier confirmed snapshot (or nothing) and the
/// entries since, folded into a state of its own: only when both have the same hash may entries be trimmed.
public final class Snapshotter<S extends ShardState<D>, D extends Draft> {

    private static final Logger LOG = LoggerFactory.getLogger(Snapshotter.class);

    /// After so many that could not be confirmed no further one is hurried for a sweep: folds may disagree for
    /// good.
    private static final int MAX_FAILED = 3;

    private final Replica<S, D> replica;
    private final Snapshots snapshots;
    private final int everyEntries;

    /// Those that this process could not confirm, of those that the shard knows. Of one thread, as [#workIfDue] is.
    private final Map<Long, ShardFacts.Snapshot> failed = new HashMap<>();

    private long deletedBelow = -1;

    public Snapshotter(Replica<S, D> replica, Snapshots snapshots, int everyEntries) {
        this.replica = replica;
        this.snapshots = snapshots;
        this.everyEntries = everyEntries;
    }

    /// Confirms a snapshot that waits for it, or writes one if enough entries have come since the last, or a sweep
    /// has that the last two do not know of. One that cannot be confirmed does not hold up those that follow.
    ///
    /// @return what to append, if anything
    public Optional<ShardCommand> workIfDue() {
        ShardFacts facts = replica.query(ShardState::facts);
        failed.entrySet().retainAll(facts.snapshots().entrySet());
        // Two others may have been confirmed before the entry of a snapshot came, which nobody needs any more then and
        // whose object may be deleted.
        var waiting = facts.snapshots().entrySet().stream()
                .filter(snapshot -> !snapshot.getValue().confirmed()
                        && snapshot.getKey() > facts.trimmable().orElse(-1)
                        && !failed.containsKey(snapshot.getKey()))
                .findFirst();
        if (waiting.isPresent()) {
            return confirmIfPossible(
                    facts, waiting.get().getKey(), waiting.get().getValue());
        }
        long last = facts.snapshots().keySet().stream()
                .mapToLong(Long::longValue)
                .max()
                .orElse(-1);
        boolean sweepWaits = !facts.sweepIsCovered() && failed.size() < MAX_FAILED;
        if (replica.appliedSequence() - last >= everyEntries || sweepWaits) {
            return Optional.of(write());
        }
        facts.trimmable().ifPresent(this::deleteBelow);
        return Optional.empty();
    }

    /// Nobody starts from a snapshot that two confirmed ones have followed.
    private void deleteBelow(long sequence) {
        if (sequence > deletedBelow) {
            snapshots.deleteBelow(replica.shard(), sequence);
            deletedBelow = sequence;
        }
    }

    private ShardCommand write() {
        Snapshots.Loaded encoded = replica.encode();
        snapshots.write(encoded.name(), encoded.state());
        LOG.info(
                "snapshot written shard={} sequence={} bytes={}",
                replica.shard(),
                encoded.name().sequence(),
                encoded.state().remaining());
        return new ShardCommand.SnapshotTaken(
                encoded.name().sequence(), encoded.name().hash());
    }

    private Optional<ShardCommand> confirmIfPossible(ShardFacts facts, long sequence, ShardFacts.Snapshot snapshot) {
        Optional<ShardCommand> confirmed = Optional.empty();
        try {
            confirmed = confirm(facts, sequence, snapshot);
        } catch (MalformedDataException e) {
            logUnconfirmed(sequence, e);
        } catch (StoreException e) {
            if (!e.objectIsLost()) {
                throw e;
            }
            logUnconfirmed(sequence, e);
        }
        if (confirmed.isEmpty()) {
            failed.put(sequence, snapshot);
        }
        return confirmed;
    }

    private void logUnconfirmed(long sequence, RuntimeException cause) {
        LOG.error("a snapshot cannot be confirmed shard={} sequence={}", replica.shard(), sequence, cause);
    }

    private Optional<ShardCommand> confirm(ShardFacts facts, long sequence, ShardFacts.Snapshot snapshot) {
        S folded = replica.fold(base(facts, sequence), sequence);
        Snapshots.Loaded encoded = Replica.encode(replica.shard(), folded);
        if (!encoded.name().hash().equals(snapshot.hash())) {
            LOG.error(
                    "a second fold disagrees with a snapshot, nothing is trimmed shard={} sequence={} snapshot={} fold={}",
                    replica.shard(),
                    sequence,
                    snapshot.hash(),
                    encoded.name().hash());
            return Optional.empty();
        }
        // What is read back is what a node would start from.
        snapshots.read(new Snapshots.Name(replica.shard(), sequence, snapshot.hash()));
        return Optional.of(new ShardCommand.SnapshotConfirmed(sequence, snapshot.hash()));
    }

    /// The newest confirmed snapshot before the sequence that can be read, or the state before the first entry.
    private ByteBuffer base(ShardFacts facts, long sequence) {
        List<Snapshots.Name> confirmed = facts.snapshots().entrySet().stream()
                .filter(earlier ->
                        earlier.getKey() < sequence && earlier.getValue().confirmed())
                .map(earlier -> new Snapshots.Name(
                        replica.shard(), earlier.getKey(), earlier.getValue().hash()))
                .toList();
        return confirmed.reversed().stream()
                .flatMap(name -> snapshots.readIfSound(name, Function.identity()).stream())
                .findFirst()
                .orElseGet(replica::encodeEmpty);
    }
}
