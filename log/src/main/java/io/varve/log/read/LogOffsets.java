package io.varve.log.read;

import io.varve.log.LogShard;
import io.varve.log.LogShards;
import io.varve.log.store.DecodingRoom;
import io.varve.log.store.RunBytes;
import io.varve.log.store.RunPlace;
import io.varve.log.store.RunReader;
import io.varve.metadata.replica.ReplicaHaltedException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/// Tells where logs begin and end, and where a time is. Every answer rests on a read of the journal's tail that began
/// after the question.
///
/// Thread-safe. Blocks the calling (virtual) thread.
public final class LogOffsets {

    private final LogShards shards;
    private final RunReader runs;
    private final long maxRowGroupBytes;

    public LogOffsets(LogShards shards, RunReader runs) {
        this(shards, runs, ReadSettings.DEFAULT.maxRowGroupBytes());
    }

    /// @param maxRowGroupBytes so much of row groups is read at the same time, and at least one
    public LogOffsets(LogShards shards, RunReader runs, long maxRowGroupBytes) {
        this.shards = shards;
        this.runs = runs;
        this.maxRowGroupBytes = Math.min(maxRowGroupBytes, runs.rowGroupBytesAtOnce());
    }

    /// Answers queries together, so that they share tail reads and requests.
    ///
    /// @param search opens batches; asked only for timestamps
    /// @return the answer of each query, in order
    public List<OffsetAnswer> find(List<OffsetQuery> queries, IsolationLevel isolationLevel, RecordSearch search) {
        var answers = new OffsetAnswer[queries.size()];
        var searches = new ArrayList<OffsetSearch>();
        var indexes = new ArrayList<Integer>();
        for (int i = 0; i < answers.length; i++) {
            OffsetQuery query = queries.get(i);
            switch (Located.of(shards, query.partition().topicId())) {
                case Located.Nowhere() -> answers[i] = new OffsetAnswer.UnknownPartition();
                case Located.Failed(RuntimeException cause) -> answers[i] = new OffsetAnswer.StorageFailed(cause);
                case Located.In(LogShard shard) -> {
                    searches.add(new OffsetSearch(shard, query, isolationLevel));
                    indexes.add(i);
                }
            }
        }
        run(searches, search);
        for (int i = 0; i < searches.size(); i++) {
            answers[indexes.get(i)] = Objects.requireNonNull(searches.get(i).answer());
        }
        return List.of(answers);
    }

    private void run(List<OffsetSearch> searches, RecordSearch search) {
        begin(searches);
        boolean begunAgain = false;
        List<OffsetSearch> open = open(searches);
        while (!open.isEmpty()) {
            List<OffsetSearch> behind = look(turn(open), search, !begunAgain);
            if (!behind.isEmpty()) {
                // Its runs were replaced, and this node has not heard of it.
                begunAgain = true;
                begin(behind);
            }
            open = open(open);
        }
    }

    /// Has searches look at what they need next, together.
    ///
    /// @param mayBeBehind whether runs that are gone call for a look at the journal
    /// @return those of which this is so
    private List<OffsetSearch> look(List<OffsetSearch> turn, RecordSearch search, boolean mayBeBehind) {
        var behind = new ArrayList<OffsetSearch>();
        List<List<RunPlace>> places = turn.stream().map(OffsetSearch::places).toList();
        long loadBytes =
                places.stream().flatMap(List::stream).mapToLong(runs::loadBytes).sum();
        try (DecodingRoom.Share _ = runs.takeRoom(loadBytes)) {
            List<List<RunBytes>> read = load(places);
            for (int i = 0; i < turn.size(); i++) {
                List<RunBytes> bytes = read.get(i);
                if (mayBeBehind && bytes.stream().anyMatch(RunBytes.Gone.class::isInstance)) {
                    behind.add(turn.get(i));
                } else {
                    orFail(turn.get(i), running -> running.look(bytes, search));
                }
            }
        }
        return behind;
    }

    /// Gives the searches what a fresh state knows.
    private static void begin(List<OffsetSearch> searches) {
        var concerned = new LinkedHashSet<LogShard>();
        searches.forEach(each -> concerned.add(each.shard()));
        Map<LogShard, RuntimeException> failures = Planner.refresh(concerned);
        for (OffsetSearch each : searches) {
            RuntimeException failure = failures.get(each.shard());
            if (failure != null) {
                each.fail(failure);
            } else {
                orFail(
                        each,
                        beginning -> each.shard().replica().query(state -> {
                            beginning.begin(state);
                            return beginning;
                        }));
            }
        }
    }

    private static void orFail(OffsetSearch search, Consumer<OffsetSearch> step) {
        try {
            step.accept(search);
        } catch (ReplicaHaltedException e) {
            search.fail(e);
        }
    }

    private static List<OffsetSearch> open(List<OffsetSearch> searches) {
        return searches.stream().filter(each -> each.answer() == null).toList();
    }

    /// Those that look next: row groups of all would be decoded at the same time, which memory might not bear.
    private List<OffsetSearch> turn(List<OffsetSearch> open) {
        int end = 0;
        for (long rowGroupBytes = 0; end < open.size() && rowGroupBytes < maxRowGroupBytes; end++) {
            rowGroupBytes += open.get(end).rowGroupBytes();
        }
        return open.subList(0, end);
    }

    private List<List<RunBytes>> load(List<List<RunPlace>> places) {
        Iterator<RunBytes> read =
                runs.read(places.stream().flatMap(List::stream).toList()).iterator();
        return places.stream()
                .map(ofOne -> ofOne.stream().map(place -> read.next()).toList())
                .toList();
    }
}
