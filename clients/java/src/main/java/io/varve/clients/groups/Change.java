package io.varve.clients.groups;

/// A change in a group that somebody brought about, from its beginning to when the members share the partitions again,
/// in milliseconds since 1970. As a line: both with a space between them.
record Change(long beganMs, long settledMs) {
    boolean overlaps(long fromMs, long toMs) {
        return beganMs <= toMs && settledMs >= fromMs;
    }

    String line() {
        return beganMs + " " + settledMs;
    }

    static Change parse(String line) {
        String[] times = line.split(" ", 2);
        return new Change(Long.parseLong(times[0]), Long.parseLong(times[1]));
    }
}
