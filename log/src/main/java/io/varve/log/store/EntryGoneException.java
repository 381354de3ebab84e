package io.varve.log.store;

import io.varve.metadata.journal.ShardId;

/// The journal no longer has an entry.
final class EntryGoneException extends RuntimeException {

    private static final long serialVersionUID = 1;

    EntryGoneException(ShardId shard, long sequence) {
        super("entry " + sequence + " of " + shard + " is gone");
    }
}
