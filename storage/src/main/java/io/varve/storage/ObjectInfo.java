package io.varve.storage;

import java.util.OptionalInt;

/// What a store says about an object.
///
/// @param sizeBytes the object's length
/// @param lastModifiedMs when it was written, by the store's clock, in milliseconds since the Unix epoch
/// @param crc32c the checksum that the store kept; empty in listings
public record ObjectInfo(String key, long sizeBytes, long lastModifiedMs, OptionalInt crc32c) {}
