package io.varve.metadata.journal;

/// A trim bound.
///
/// @param sequence entries up to and including this one may be gone; −1 for none
/// @param recordedAtMs the entry time at which the bound was recorded, in milliseconds since the Unix epoch
public record Floor(long sequence, long recordedAtMs) {

    public static final Floor NONE = new Floor(-1, 0);
}
