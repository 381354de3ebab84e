package io.varve.simulation.check;

/// What has to happen to coordinators of groups in some worlds, or these say nothing of it.
public enum Coordinating {
    /// A process claims a group shard.
    CLAIM,
    /// It is another one than before.
    FAIL_OVER,
    /// A coordinator that stood still goes on, and another one has claimed its shard.
    OUTLIVED,
    /// What a former coordinator writes reaches the journal after the claim of the next one.
    LATE_WRITE,
    /// A claim reaches the journal after another one that is as high.
    LATE_CLAIM,
    /// An append to a group shard arrives, and whoever sent it does not hear so.
    LOST_REPLY
}
