package io.varve.metadata.entry;

/// The inline section of a journal entry of the shard that the run belongs to.
public record InlineRef(long sequence) implements Source {}
