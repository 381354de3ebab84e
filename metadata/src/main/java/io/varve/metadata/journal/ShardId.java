package io.varve.metadata.journal;

import java.util.regex.Pattern;

/// The name of a shard: `meta`, `data-0`, `group-3`. Entries of one shard are totally ordered, shards are not ordered
/// among each other.
public record ShardId(String name) implements Comparable<ShardId> {

    private static final Pattern NAME = Pattern.compile("meta|(data|group)-(0|[1-9][0-9]{0,3})");

    public static final ShardId META = new ShardId("meta");

    public ShardId {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("not a shard: " + name + " (meta, data-N or group-N)");
        }
    }

    public static ShardId data(int number) {
        return new ShardId("data-" + number);
    }

    public static ShardId group(int number) {
        return new ShardId("group-" + number);
    }

    /// Whether coordinators of groups write here.
    public boolean isGroup() {
        return name.startsWith("group-");
    }

    /// Its number among the shards of its kind, 0 for `meta`.
    public int number() {
        return this.equals(META) ? 0 : Integer.parseInt(name.substring(name.indexOf('-') + 1));
    }

    @Override
    public int compareTo(ShardId other) {
        return name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return name;
    }
}
