package io.varve.simulation.model;

import io.varve.core.ByteReader;
import io.varve.core.Id128;
import io.varve.metadata.log.LogState;
import io.varve.metadata.log.Run;
import io.varve.metadata.state.ShardFacts;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/// A history of the shard, from its first entry on, and the production state that it folds to. There is one object for
/// equal histories.
final class Prefix {

    /// By depth, this one last.
    private final Prefix[] path;

    private final @Nullable Put last;
    private final byte[] encoded;
    private final Log log;
    private final ConcurrentMap<Put, Prefix> children = new ConcurrentHashMap<>(4);

    private final Id128 hash;
    private final Id128 fingerprint;

    /// What the state says of the one partition, in the model's terms.
    ///
    /// @param contents the batch that was given each offset
    /// @param gone the bits of the offsets whose records were cleaned away
    /// @param runs that cover it
    /// @param objects the bits of the objects that the log names
    /// @param firstInlined the lowest entry that holds the bytes of a live run, [Integer#MAX_VALUE] if none does
    /// @param facts what every shard keeps
    /// @param flaw what is wrong with the history, null if nothing is
    record Log(
            byte[] contents,
            int gone,
            List<Run> runs,
            int objects,
            int firstInlined,
            ShardFacts facts,
            long timeMs,
            @Nullable String flaw) {

        boolean isGone(long offset) {
            return (gone & 1 << offset) != 0;
        }
    }

    /// @param hash of the encoded state, as snapshots have it
    Prefix(@Nullable Prefix parent, @Nullable Put last, byte[] encoded, Id128 hash, Log log) {
        int depth = parent == null ? 0 : parent.path.length;
        this.path = parent == null ? new Prefix[1] : Arrays.copyOf(parent.path, depth + 1);
        this.path[depth] = this;
        this.last = last;
        this.encoded = encoded;
        this.hash = hash;
        this.log = log;
        var mixed = new Fingerprint();
        if (parent != null) {
            mixed.mix(parent.fingerprint);
        }
        this.fingerprint = mixed.mix(last == null ? hash : last.fingerprint()).value();
    }

    /// The sequence of the last entry.
    int sequence() {
        return path.length - 1;
    }

    /// The history up to an earlier entry.
    Prefix upTo(int sequence) {
        return path[sequence];
    }

    boolean contains(Prefix other) {
        return other.path.length <= path.length && path[other.path.length - 1] == other;
    }

    /// The entry at a sequence; null for the first, which all histories share.
    @Nullable
    Put at(int sequence) {
        return path[sequence].last;
    }

    /// The state, to do with as one likes.
    LogState state() {
        return LogState.read(new ByteReader(ByteBuffer.wrap(encoded)));
    }

    byte[] encoded() {
        return encoded;
    }

    Log log() {
        return log;
    }

    int highWatermark() {
        return log.contents().length;
    }

    Id128 hash() {
        return hash;
    }

    Id128 fingerprint() {
        return fingerprint;
    }

    ConcurrentMap<Put, Prefix> children() {
        return children;
    }
}
