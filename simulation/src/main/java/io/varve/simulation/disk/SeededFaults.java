package io.varve.simulation.disk;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.random.RandomGenerator;

/// Lets operations fail with a probability, and the process die in one of them.
final class SeededFaults implements DiskFaults {

    private static final int REMEMBERED = 40;

    private final RandomGenerator random;
    private final double failing;
    private final Deque<String> last = new ArrayDeque<>();
    private int left;
    private int operations;
    private int failures;

    /// @param operations how many are carried out before the process dies
    SeededFaults(RandomGenerator random, double failing, int operations) {
        this.random = random;
        this.failing = failing;
        this.left = operations;
    }

    @Override
    public Fate of(DiskOperation operation, String path) {
        Fate fate = fate();
        operations++;
        if (last.size() == REMEMBERED) {
            last.removeFirst();
        }
        last.addLast(operation + " " + path + (fate == Fate.GOES_WELL ? "" : " " + fate));
        return fate;
    }

    private Fate fate() {
        if (left-- == 0) {
            return Fate.KILLS;
        }
        if (failing > 0 && random.nextDouble() < failing) {
            failures++;
            return Fate.FAILS;
        }
        return Fate.GOES_WELL;
    }

    int operations() {
        return operations;
    }

    int failures() {
        return failures;
    }

    /// The last operations, a line each.
    String trace() {
        return String.join("\n", last);
    }
}
