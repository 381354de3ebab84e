package io.varve.simulation.cluster;

import io.varve.compactor.CompactorSettings;
import io.varve.compactor.CompactorSettings.Sizes;
import io.varve.compactor.CompactorSettings.Sweeping;
import io.varve.groups.GroupSettings;
import io.varve.ingest.write.FlushRate;
import io.varve.ingest.write.Inlining;
import io.varve.ingest.write.Linger;
import io.varve.ingest.write.WriteSettings;
import io.varve.metadata.cluster.ClusterSettings;
import io.varve.metadata.cluster.ShardCounts;
import io.varve.metadata.cluster.UpkeepSettings;
import io.varve.metadata.replica.Tailer;
import io.varve.node.NodeSettings.Probing;
import java.time.Duration;
import java.util.SplittableRandom;

/// How the cluster of a world is set up.
///
/// @param journalInBucket whether entries are objects, and not items of a table
public record ClusterPlan(
        ClusterSettings settings,
        WriteSettings writes,
        GroupSettings groups,
        Probing probing,
        CompactorSettings compaction,
        boolean journalInBucket) {

    private static final int DATA_SHARDS = 2;
    private static final int KIB = 1024;

    static final Tailer.Pace PACE =
            new Tailer.Pace(Duration.ofMillis(20), Duration.ofSeconds(20), Duration.ofSeconds(2));

    private static final GroupSettings GROUPS = GroupSettings.DEFAULT;
    private static final Probing PROBING = new Probing(Duration.ofSeconds(2), Duration.ofSeconds(1), 2);

    /// Everything happens sooner than usual, but a trim bound still stands for longer than the hour within
    /// which nodes have looked at it.
    public static ClusterPlan draw(SplittableRandom chances) {
        var upkeep = new UpkeepSettings(
                Duration.ofSeconds(5),
                20 + chances.nextInt(60),
                Duration.ofSeconds(5 + chances.nextInt(30)),
                Duration.ofDays(1),
                Duration.ofHours(2),
                Duration.ofSeconds(2 + chances.nextInt(8)));
        var settings = new ClusterSettings(new ShardCounts(DATA_SHARDS, 1), PACE, upkeep);
        Linger linger = chances.nextBoolean()
                ? new Linger(FlushRate.UNLIMITED, Duration.ZERO, Duration.ofMillis(250), 64 * 1024)
                : new Linger(new FlushRate(10, 5), Duration.ofMillis(2), Duration.ofMillis(100), 16 * 1024);
        int inlineMaxBytes = chances.nextInt(3) * 1024;
        var writes = new WriteSettings(
                linger, new Inlining(inlineMaxBytes, Inlining.UNMETERED.unitsPerSecond()), 1 + chances.nextInt(8));
        return new ClusterPlan(settings, writes, GROUPS, PROBING, compaction(chances), chances.nextInt(3) == 0);
    }

    /// Small enough for all of it to happen within a minute.
    private static CompactorSettings compaction(SplittableRandom chances) {
        Duration every = Duration.ofSeconds(2 + chances.nextInt(4));
        return new CompactorSettings(
                every,
                every,
                2 * KIB + chances.nextInt(8 * KIB),
                Duration.ofSeconds(3 + chances.nextInt(15)),
                Duration.ofSeconds(10 + chances.nextInt(30)),
                1 << 16,
                new Sizes(KIB, 6 * KIB, KIB, 3),
                new Sweeping(
                        2 + chances.nextInt(2),
                        Duration.ofSeconds(1 + chances.nextInt(8)),
                        Duration.ofSeconds(1 + chances.nextInt(20))));
    }
}
