package io.varve.simulation.world;

import io.varve.core.CrashPoint;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;

/// Decides what goes wrong. Every kind has a stream of chances of its own, so that leaving one out moves the others as
/// little as possible; in each world some kinds never happen and some often do, for faults hide each other.
public final class Faults {

    /// How much more or less often than usual, by equal chances.
    private static final double[] WEIGHTS = {0, 0.3, 1, 1, 3};

    /// What a process comes to a few times in a world, and would hardly ever end at by the usual chance.
    private static final Set<CrashPoint> SELDOM =
            EnumSet.of(CrashPoint.AFTER_CONDEMN, CrashPoint.BEFORE_DELETE, CrashPoint.AFTER_DELETE);

    private static final int SELDOM_TIMES = 100;

    private final Map<Fault, SplittableRandom> chances = new EnumMap<>(Fault.class);
    private final Map<Fault, Double> probabilities = new EnumMap<>(Fault.class);
    private final Map<Fault, Integer> happened = new EnumMap<>(Fault.class);
    private final Set<Integer> leftOut;
    private final int last;
    private int number;
    private boolean healed = true;

    /// @param without kinds that do not happen
    /// @param leftOut single ones that do not happen, by their number
    /// @param last number of the last one that happens
    Faults(SplittableRandom seed, Set<Fault> without, Set<Integer> leftOut, int last) {
        for (Fault fault : Fault.values()) {
            SplittableRandom chance = seed.split();
            double probability = fault.usual() * WEIGHTS[chance.nextInt(WEIGHTS.length)];
            chances.put(fault, chance);
            probabilities.put(fault, without.contains(fault) ? 0 : Math.min(1, probability));
        }
        this.leftOut = leftOut;
        this.last = last;
    }

    /// From now on things go wrong.
    public void begin() {
        healed = false;
    }

    /// From now on nothing does.
    public void heal() {
        healed = true;
    }

    /// Whether a thing that could go wrong does.
    public boolean happens(Fault fault) {
        return happens(fault, 1);
    }

    /// @param times how much more likely it is than usual
    private boolean happens(Fault fault, int times) {
        if (healed || chance(fault).nextDouble() >= times * probabilities.getOrDefault(fault, 0.0)) {
            return false;
        }
        number++;
        if (number > last || leftOut.contains(number)) {
            return false;
        }
        happened.merge(fault, 1, Integer::sum);
        return true;
    }

    boolean crashesAt(CrashPoint point) {
        return happens(Fault.CRASH, SELDOM.contains(point) ? SELDOM_TIMES : 1);
    }

    /// The chances of a kind, for how it happens.
    public SplittableRandom chance(Fault fault) {
        return Objects.requireNonNull(chances.get(fault));
    }

    /// How many have been drawn, those that were left out included.
    public int drawn() {
        return number;
    }

    public Map<Fault, Integer> happened() {
        return happened;
    }
}
