package io.varve.metadata.replica;

import io.varve.metadata.entry.ShardCommand;
import io.varve.metadata.state.Draft;
import io.varve.metadata.state.ShardFacts;
import io.varve.metadata.state.ShardState;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes snapshots of a shard and confirms them by a second fold.
///
/// A snapshot comes from the live state. Its confirmation comes from an earlier confirmed snapshot (or nothing) and the
/// entries since, folded into a state of its own: only when both have the same hash may entries be trimmed.
public final class Snapshotter<S extends ShardState<D>, D extends Draft> {

    private static final Logger LOG = LoggerFactory.getLogger(Snapshotter.class);

    private final Replica<S, D> replica;
    private final Snapshots snapshots;
    private final int everyEntries;

    /// Of one thread, as [#workIfDue] is.
    private long deletedBelow = -1;

    public Snapshotter(Replica<S, D> replica, Snapshots snapshots, int everyEntries) {
        this.replica = replica;
        this.snapshots = snapshots;
        this.everyEntries = everyEntries;
    }

    /// Confirms a snapshot that waits for it, or writes one if enough entries have come since the last, or a sweep
    /// has
    /// that the last two do not know of.
    ///
    /// @return what to append, if anything
    public Optional<ShardCommand> workIfDue() {
        ShardFacts facts = replica.query(ShardState::facts);
        // Two others may have been confirmed before the entry of a snapshot came, which nobody needs any more then and
        // whose object may be deleted.
        var waiting = facts.snapshots().entrySet().stream()
                .filter(snapshot -> !snapshot.getValue().confirmed()
                        && snapshot.getKey() > facts.trimmable().orElse(-1))
                .findFirst();
        if (waiting.isPresent()) {
            return confirm(facts, waiting.get().getKey(), waiting.get().getValue());
        }
        long last = facts.snapshots().keySet().stream()
                .mapToLong(Long::longValue)
                .max()
                .orElse(-1);
        if (replica.appliedSequence() - last >= everyEntries || !facts.sweepIsCovered()) {
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

    /// The newest confirmed snapshot before the sequence, or the state before the first entry.
    private ByteBuffer base(ShardFacts facts, long sequence) {
        return facts.snapshots().entrySet().stream()
                .filter(earlier ->
                        earlier.getKey() < sequence && earlier.getValue().confirmed())
                .reduce((first, second) -> second)
                .map(earlier -> snapshots
                        .read(new Snapshots.Name(
                                replica.shard(),
                                earlier.getKey(),
                                earlier.getValue().hash()))
                        .state())
                .orElseGet(replica::encodeEmpty);
    }
}
