package io.varve.simulation.model;

import io.varve.core.Id128;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// Visits every world within a bound, breadth first, so that the first thing found wrong is found on a shortest way.
///
/// Level by level, each level shared out among threads: the worlds counted are the same whatever the threads do.
final class Search {

    private static final int CHUNK = 256;

    private final Model model;
    private final int threads;
    private final Progress progress;
    private final Seen seen = new Seen();
    private final LongAdder moves = new LongAdder();

    /// Hears how far a search is.
    interface Progress {

        void level(int depth, long worlds, int frontier);
    }

    /// What a search has come to.
    ///
    /// @param worlds distinct ones
    /// @param moves tried, whether they led to a new world or not
    /// @param depth moves to the farthest world
    /// @param flaw what is wrong, null if the whole space was visited and nothing is
    /// @param trace the moves that lead to the flaw, in words
    record Result(
            long worlds, long moves, int depth, @Nullable String flaw, List<String> trace) {}

    /// @param before the world in which the move that shows the flaw is made
    private record Found(World before, Move move, int who, World after, String flaw, Id128 fingerprint) {}

    Search(Model model, int threads, Progress progress) {
        this.model = model;
        this.threads = threads;
        this.progress = progress;
    }

    Result run() {
        World first = World.first(model.histories());
        seen.add(first.fingerprint(), 0);
        List<World> frontier = List.of(first);
        int depth = 0;
        while (true) {
            Level level = expand(frontier);
            if (level.found != null) {
                return new Result(seen.size(), moves.sum(), depth + 1, level.found.flaw(), trace(level.found));
            }
            if (level.next.isEmpty()) {
                return new Result(seen.size(), moves.sum(), depth, null, List.of());
            }
            frontier = level.next;
            depth++;
            progress.level(depth, seen.size(), frontier.size());
        }
    }

    /// What one thread, and in the end all of them, make of a level.
    private static final class Level {

        private final List<World> next = new ArrayList<>();
        private @Nullable Found found;

        void found(Found more) {
            // Of several the same one in every run.
            if (found == null || more.fingerprint().compareTo(found.fingerprint()) < 0) {
                found = more;
            }
        }

        void join(Level other) {
            next.addAll(other.next);
            if (other.found != null) {
                found(other.found);
            }
        }
    }

    private Level expand(List<World> frontier) {
        var taken = new AtomicInteger();
        var all = new Level();
        var workers = new ArrayList<Thread>();
        var failures = new ArrayList<Throwable>();
        for (int i = 0; i < threads; i++) {
            workers.add(Thread.ofPlatform().start(() -> {
                var mine = new Level();
                try {
                    work(frontier, taken, mine);
                } catch (RuntimeException | Error e) {
                    synchronized (all) {
                        failures.add(e);
                    }
                }
                synchronized (all) {
                    all.join(mine);
                }
            }));
        }
        workers.forEach(Search::join);
        if (!failures.isEmpty()) {
            throw new IllegalStateException("the search failed", failures.getFirst());
        }
        return all;
    }

    private static void join(Thread worker) {
        try {
            worker.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private void work(List<World> frontier, AtomicInteger taken, Level level) {
        var possible = new Moves(model);
        for (int from = taken.getAndAdd(CHUNK); from < frontier.size(); from = taken.getAndAdd(CHUNK)) {
            for (World world : frontier.subList(from, Math.min(frontier.size(), from + CHUNK))) {
                long low = world.fingerprint().low();
                possible.from(world, (next, move, who) -> visit(world, low, next, move, who, level));
            }
        }
    }

    private void visit(World before, long low, World next, Move move, int who, Level level) {
        moves.increment();
        Id128 fingerprint = next.fingerprint();
        boolean fresh = seen.add(fingerprint, low);
        if (!fresh && next.flaw() == null) {
            return;
        }
        String flaw = Invariants.flaw(next);
        if (flaw != null) {
            level.found(new Found(before, move, who, next, flaw, fingerprint));
        } else {
            level.next.add(next);
        }
    }

    /// Walks back by fingerprints, and forth again by moves.
    private List<String> trace(Found found) {
        var path = new ArrayList<Long>();
        Id128 first = World.first(model.histories()).fingerprint();
        for (long at = found.before().fingerprint().low(); at != first.low(); at = seen.before(at)) {
            path.add(at);
        }
        var lines = new ArrayList<String>();
        var here = new World[] {World.first(model.histories())};
        var possible = new Moves(model);
        for (long wanted : path.reversed()) {
            World from = here[0];
            possible.from(from, (next, move, who) -> {
                if (here[0] == from && next.fingerprint().low() == wanted) {
                    here[0] = next;
                    lines.add(Story.of(from, next, move, who));
                }
            });
        }
        lines.add(Story.of(found.before(), found.after(), found.move(), found.who()));
        return lines;
    }
}
