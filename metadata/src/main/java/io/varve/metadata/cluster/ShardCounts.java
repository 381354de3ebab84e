package io.varve.metadata.cluster;

/// How many shards a new cluster gets; fixed from then on.
public record ShardCounts(int data, int group) {

    public static final ShardCounts DEFAULT = new ShardCounts(1, 4);

    private static final int MAX_SHARDS = 1000;

    public ShardCounts {
        if (data < 1 || data > MAX_SHARDS || group < 1 || group > MAX_SHARDS) {
            throw new IllegalArgumentException(
                    "a cluster has 1 to " + MAX_SHARDS + " data shards and as many group shards");
        }
    }
}
