package io.varve.simulation.world;

import io.varve.core.CrashPoint;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A world: one seed, one thread, and everything that follows from them.
public final class World {

    private static final long EPOCH_MS = 1_700_000_000_000L;
    private static final long NANOS_PER_MS = 1_000_000;

    static {
        WorldRandomness.install();
    }

    private final SplittableRandom seeds;
    private final Scheduler scheduler;
    private final Faults faults;
    private final SplittableRandom latencies;
    private final SplittableRandom randomness;
    private final Map<CrashPoint, Integer> reached = new EnumMap<>(CrashPoint.class);
    private final Map<CrashPoint, Integer> crashed = new EnumMap<>(CrashPoint.class);
    private final @Nullable List<String> trace;
    private long traceHash = 0xcbf29ce484222325L;
    private Consumer<String> whenReplyIsLost = request -> {};
    private long sleptMs;
    private long numbers = 1;
    private @Nullable Violation violation;

    /// @param without kinds of faults that do not happen
    /// @param leftOut single faults that do not happen, by their number
    /// @param lastFault number of the last fault that happens
    /// @param keepTrace whether to keep the trace's lines, and not only their hash
    public record Settings(long seed, Set<Fault> without, Set<Integer> leftOut, int lastFault, boolean keepTrace) {}

    public World(Settings settings) {
        seeds = new SplittableRandom(settings.seed());
        scheduler = new Scheduler(seeds.split());
        latencies = seeds.split();
        randomness = seeds.split();
        faults = new Faults(seeds.split(), settings.without(), settings.leftOut(), settings.lastFault());
        trace = settings.keepTrace() ? new ArrayList<>() : null;
    }

    public Scheduler scheduler() {
        return scheduler;
    }

    public Faults faults() {
        return faults;
    }

    /// A stream of chances for one purpose.
    public SplittableRandom chances() {
        return seeds.split();
    }

    /// The right time.
    public long wallMs() {
        return EPOCH_MS + elapsedMs();
    }

    /// How old the world is.
    public long elapsedMs() {
        return sleptMs + scheduler.nowNanos() / NANOS_PER_MS;
    }

    /// Everything stands still, as machines do whose lid is closed: wall clocks go on, monotonic ones do
    /// not, and what was under way is still under way.
    public void sleep(long millis) {
        sleptMs += millis;
        trace("all sleep for {} minutes", millis / 60_000);
    }

    /// A time around the given one, now and then much longer.
    public long latencyNanos(long usualNanos) {
        long nanos = usualNanos / 2 + latencies.nextLong(usualNanos);
        return latencies.nextInt(20) == 0 ? nanos * 5 : nanos;
    }

    /// Begins a life of a process.
    public Life begin(String name) {
        return begin(name, latencies.nextLong());
    }

    /// Begins a life whose randomness is that of another one.
    public Life begin(String name, long entropySeed) {
        trace("begin {}", name);
        return new Life(this, name, entropySeed);
    }

    /// A number that the world has not given before.
    public long nextNumber() {
        return numbers++;
    }

    /// Hears of requests that have arrived and whose answer is lost.
    public void onLostReply(Consumer<String> listener) {
        whenReplyIsLost = listener;
    }

    /// Runs a task for which the JDK's randomness is the world's.
    void withRandomness(Runnable task) {
        WorldRandomness.within(randomness, task);
    }

    void replyLost(String request) {
        whenReplyIsLost.accept(request);
    }

    void reached(CrashPoint point) {
        reached.merge(point, 1, Integer::sum);
    }

    void crashed(CrashPoint point) {
        crashed.merge(point, 1, Integer::sum);
    }

    /// How often execution came to each crash point.
    public Map<CrashPoint, Integer> reached() {
        return reached;
    }

    /// How often a process ended there.
    public Map<CrashPoint, Integer> crashed() {
        return crashed;
    }

    /// Something must never have happened; the first such thing counts.
    public void fail(Violation found) {
        if (violation == null) {
            violation = found;
            trace("VIOLATION {}", String.valueOf(found.getMessage()));
        }
    }

    public @Nullable Violation violation() {
        return violation;
    }

    /// Notes what happened.
    ///
    /// @param what with a `{}` for each argument
    /// @param arguments numbers and strings, or what prints the same in every run
    public void trace(String what, Object... arguments) {
        mix(scheduler.nowNanos());
        mix(what.hashCode());
        for (Object argument : arguments) {
            mix(argument.toString().hashCode());
        }
        if (trace != null) {
            trace.add(String.format(Locale.ROOT, "%12.3f  ", elapsedMs() / 1e3) + filled(what, arguments));
        }
    }

    private static String filled(String what, Object... arguments) {
        var line = new StringBuilder();
        int from = 0;
        for (Object argument : arguments) {
            int hole = what.indexOf("{}", from);
            line.append(what, from, hole).append(argument);
            from = hole + 2;
        }
        return line.append(what, from, what.length()).toString();
    }

    private void mix(long value) {
        traceHash = (traceHash ^ value) * 0x100000001b3L;
        traceHash ^= traceHash >>> 32;
    }

    /// A hash of all that was noted: the same seed gives the same.
    public long traceHash() {
        return traceHash;
    }

    /// What was noted, if it was to be kept.
    public List<String> trace() {
        return trace == null ? List.of() : List.copyOf(trace);
    }
}
