package io.varve.metadata.journal;

/// The only agreement in Varve: an entry of a shard is written at most once and never changes. Sequences start at 0.
///
/// **Threads**: all methods are thread-safe and block the calling (virtual) thread. **Ordering**: none between shards.
/// Nothing keeps a caller from appending beyond the tail; a replica appends only at the sequence after the last one
/// that it has read. **Buffers**: arrays are neither changed nor kept by the other side.
///
/// **Lost replies** come back as [AppendOutcome.Unknown]: the entry may be there now, or arrive later. Only a read of
/// that sequence settles it. Reads and the floor's methods throw [JournalException] instead.
///
/// ```
///   append --+--> Appended   this very call wrote the entry
///            +--> Occupied   the sequence has an entry: perhaps ours, from a call whose reply was lost
///            +--> Unknown    ask again: read the sequence, or append the same bytes again
/// ```
public interface Journal extends AutoCloseable {

    /// The largest entry that every backend takes.
    int MAX_ENTRY_BYTES = 390 * 1024;

    /// Writes the entry, durable before it returns, if the sequence has none.
    ///
    /// @throws IllegalArgumentException if the entry is empty or larger than [#MAX_ENTRY_BYTES]
    AppendOutcome append(ShardId shard, long sequence, byte[] entry);

    /// Reads entries from a sequence on, in order and without gaps, strongly consistent: whatever was durable when
    /// the call began is in the answer, within its limits.
    ///
    /// Returns the first entry whatever its size, and further ones up to `maxBytes` and the backend's own page
    /// size; [TailPage#complete] says whether the tail was reached. A first entry with a higher sequence than asked
    /// for means that those between were trimmed.
    TailPage read(ShardId shard, long fromSequence, int maxBytes);

    /// The trim bound of a shard: entries up to and including it may be gone. [Floor#NONE] before the first.
    Floor floor(ShardId shard);

    /// Records a higher trim bound, durable and conditional: a bound that is not above the recorded one changes
    /// nothing.
    void raiseFloor(ShardId shard, Floor floor);

    /// Deletes entries `fromSequence..toSequence`, both included, in ascending order; absent ones are no error. The
    /// caller has checked that the floor permits it.
    void trim(ShardId shard, long fromSequence, long toSequence);

    /// Whether other processes may append to this journal: if not, a replica that has applied its own appends is at
    /// the tail and need not poll.
    boolean shared();

    @Override
    void close();

    /// What every backend's [#append] refuses before it does anything.
    static void check(long sequence, byte[] entry) {
        if (sequence < 0) {
            throw new IllegalArgumentException("sequence " + sequence + " is negative");
        }
        if (entry.length == 0 || entry.length > MAX_ENTRY_BYTES) {
            throw new IllegalArgumentException(
                    "an entry has 1 to " + MAX_ENTRY_BYTES + " bytes, this has " + entry.length);
        }
    }
}
