package io.varve.metadata.entry;

import io.varve.core.ByteWriter;

/// One thing that an entry says. A shard's state applies those of its own kind and the [ShardCommand]s.
public sealed interface Command permits CatalogCommand, LogCommand, TransactionCommand, GroupCommand, ShardCommand {

    /// The number that stands for this command in an entry; never reused.
    int kind();

    /// Writes all but the kind.
    void write(ByteWriter out);
}
