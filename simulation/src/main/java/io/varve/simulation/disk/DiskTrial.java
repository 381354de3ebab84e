package io.varve.simulation.disk;

import io.varve.metadata.journal.JournalException;
import io.varve.storage.StoreException;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// A file journal and a folder of objects live through deaths of their process, power cuts, a full disk and failing
/// syncs, and have to keep what they promised: everything acknowledged is there and unchanged, nothing is there that
/// was never written, what was in doubt is there whole or not at all, and no start is refused.
///
/// ```
///   life:  open ── verify ── step, step, step … ──┬── killed in any operation of the file system
///            ▲                                    └── closed in good order
///            └────────── power cut, or not ◄──────┘
/// ```
public final class DiskTrial {

    private static final int LIVES = 8;
    private static final int MAX_STEPS = 40;
    private static final int MAX_OPERATIONS = 300;

    /// The share of operations that fail, in the lives in which any do.
    private static final double FAILING = 0.02;

    private static final long START_MS = 1_700_000_000_000L;

    private final long seed;
    private final RandomGenerator random;
    private final SimulatedDisk disk = new SimulatedDisk(this::nowMs);
    private final List<DiskTenant> tenants;
    private boolean settled = true;
    private int operations;
    private int kills;
    private int cuts;
    private int failures;

    private DiskTrial(long seed) {
        this.seed = seed;
        random = new SplittableRandom(seed);
        // Apart, so that neither's syncs of a folder help the other.
        tenants =
                List.of(new JournalTenant(random, "/one/varve/journal"), new ObjectTenant(random, "/two/varve/store"));
    }

    /// Runs one seed to its end or to the first broken promise.
    public static Result run(long seed) {
        return new DiskTrial(seed).run();
    }

    private Result run() {
        for (int life = 0; life < LIVES; life++) {
            var faults = new SeededFaults(random, random.nextInt(3) == 0 ? FAILING : 0, random.nextInt(MAX_OPERATIONS));
            String violation = live(faults, random.nextInt(MAX_STEPS));
            if (violation != null) {
                return result(violation + "\n" + faults.trace());
            }
        }
        var calm = new SeededFaults(random, 0, Integer.MAX_VALUE);
        String violation = live(calm, 0);
        return result(violation == null ? null : violation + "\n" + calm.trace());
    }

    private Result result(@Nullable String violation) {
        return new Result(seed, operations, kills, cuts, failures, violation);
    }

    /// @return the broken promise, or null
    private @Nullable String live(SeededFaults faults, int steps) {
        Mount mount = disk.mount(faults);
        try {
            start(mount, faults);
            for (int step = 0; step < steps; step++) {
                tenants.get(random.nextInt(tenants.size())).step();
            }
        } catch (PowerCut e) {
            kills++;
        } catch (FailedStart e) {
            // The disk failed it: the next process has better luck.
        } catch (RuntimeException e) {
            return e.toString();
        } finally {
            tenants.forEach(DiskTenant::close);
            mount.kill();
        }
        operations += faults.operations();
        failures += faults.failures();
        settled = random.nextBoolean();
        if (settled) {
            disk.cutPower(random);
            cuts++;
        }
        return null;
    }

    private void start(Mount mount, SeededFaults faults) {
        for (DiskTenant tenant : tenants) {
            int failuresBefore = faults.failures();
            try {
                tenant.open(mount);
                tenant.verify(settled);
            } catch (JournalException | StoreException e) {
                if (faults.failures() == failuresBefore) {
                    throw new Violation("a start was refused", e);
                }
                throw new FailedStart(e);
            }
        }
    }

    /// A millisecond passes with every look at the clock.
    private long nowMs() {
        return START_MS + clock++;
    }

    private long clock;

    /// @param operations of the file system
    /// @param kills how often the process died in one
    /// @param cuts how often the power was cut
    /// @param failures how many operations failed
    /// @param violation the broken promise and the last operations before it was seen, or null
    public record Result(
            long seed,
            int operations,
            int kills,
            int cuts,
            int failures,
            @Nullable String violation) {}

    private static final class FailedStart extends RuntimeException {

        private static final long serialVersionUID = 1;

        FailedStart(Throwable cause) {
            super(cause);
        }
    }
}
