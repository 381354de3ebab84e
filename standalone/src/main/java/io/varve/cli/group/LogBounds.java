package io.varve.cli.group;

/// Where the log of a partition begins, and where it ends now.
record LogBounds(long start, long end) {

    long clamp(long offset) {
        return Math.clamp(offset, start, end);
    }
}
