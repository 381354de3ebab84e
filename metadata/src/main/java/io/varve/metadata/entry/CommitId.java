package io.varve.metadata.entry;

import io.varve.core.Id128;

/// The identity of one attempt to give a set of commands its place: all puts of the same bytes for the same sequence
/// carry the same one.
///
/// @param incarnation the life of the process that appends, made anew at every start and after every restore
/// @param counter distinct within the incarnation
public record CommitId(Id128 incarnation, long counter) {}
