package io.varve.groups;

import java.time.Duration;

/// What a cluster allows groups, by the names that Kafka's brokers have for it.
///
/// @param minSessionTimeout `group.min.session.timeout.ms`
/// @param maxSessionTimeout `group.max.session.timeout.ms`
/// @param initialRebalanceDelay `group.initial.rebalance.delay.ms`: how long the first members of a classic group wait
///     for others
/// @param maxSize `group.max.size`: how many members a group may have
/// @param offsetsRetention `offsets.retention.minutes`: how long the offsets of an empty group are kept
public record GroupSettings(
        Duration minSessionTimeout,
        Duration maxSessionTimeout,
        Duration initialRebalanceDelay,
        int maxSize,
        Duration offsetsRetention) {

    public static final GroupSettings DEFAULT = new GroupSettings(
            Duration.ofSeconds(6),
            Duration.ofMinutes(30),
            Duration.ofSeconds(3),
            Integer.MAX_VALUE,
            Duration.ofDays(7));

    public GroupSettings {
        if (!minSessionTimeout.isPositive() || minSessionTimeout.compareTo(maxSessionTimeout) > 0) {
            throw new IllegalArgumentException("sessions of groups time out after " + minSessionTimeout + " to "
                    + maxSessionTimeout + ": the first must be positive and not above the second");
        }
        if (initialRebalanceDelay.isNegative() || maxSize < 1 || offsetsRetention.toMinutes() < 1) {
            throw new IllegalArgumentException("groups of at most " + maxSize + " members wait " + initialRebalanceDelay
                    + " for the first of them and keep offsets for " + offsetsRetention
                    + ": at least one member, no negative delay, and a minute");
        }
    }
}
