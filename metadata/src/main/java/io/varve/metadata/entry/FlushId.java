package io.varve.metadata.entry;

import io.varve.core.Id128;

/// The identity of one application of a flush to one shard, by which replay refuses to apply it twice.
///
/// @param number ascending within the incarnation and shard
/// @param first whether the shard has seen no flush of this incarnation; a shard that has forgotten an incarnation
///     refuses its later flushes rather than taking one of them for new
public record FlushId(Id128 incarnation, long number, boolean first) {}
