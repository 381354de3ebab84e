package io.varve.log.store;

import static java.util.Objects.requireNonNull;

import io.varve.core.Clock;
import io.varve.core.Doors;
import io.varve.core.Id128;
import io.varve.core.MalformedDataException;
import io.varve.log.store.Container.RowGroup;
import io.varve.log.store.ExtentCache.Slot;
import io.varve.log.store.Fetches.Fetch;
import io.varve.metadata.journal.Journal;
import io.varve.metadata.journal.JournalException;
import io.varve.storage.ObjectNotFoundException;
import io.varve.storage.ObjectStore;
import io.varve.storage.StoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/// Brings runs into memory: from the caches, or with as few requests as reasonable. A recent object is fetched whole,
/// of an old one the ranges that are wanted; what is being fetched already is waited for. What is damaged is read once
/// more before anybody is told.
///
/// Thread-safe. Blocks the calling (virtual) thread; requests that go out together have threads of their own.
public final class RunReader {

    /// So many objects are remembered that are damaged somewhere, or too large, and so not fetched whole.
    private static final int MAX_IN_PARTS = 1024;

    /// A reader that cannot get on asks again and again; so often the store is asked.
    static final Duration DAMAGED_IS_KEPT = Duration.ofSeconds(10);

    /// What a row group may decode to, where its segment's footer is not known: so many times what is stored.
    private static final long ASSUMED_RATIO = 8;

    private final ObjectCache cache;
    private final ReadLimits limits;
    private final Clock clock;
    private final Fetcher fetcher;
    private final DecodingRoom room;
    private final GroupsInUse inUse;
    private final RecentSet<Container> inParts = new RecentSet<>(MAX_IN_PARTS);

    public RunReader(
            ObjectStore store, Journal journal, Id128 clusterId, ObjectCache cache, ReadLimits limits, Doors doors) {
        this.cache = cache;
        this.limits = limits;
        this.clock = doors.clock();
        this.room = new DecodingRoom(cache.cold().maxBytes());
        this.inUse = new GroupsInUse(doors.clock());
        this.fetcher = new Fetcher(store, journal, clusterId, cache, limits, doors);
    }

    public ObjectCache cache() {
        return cache;
    }

    /// Reads runs.
    ///
    /// @return what came of each, in order
    public List<RunBytes> read(List<RunPlace> wanted) {
        List<RunPlace> places = wanted.stream().map(this::asReadable).toList();
        List<RunBytes> read = new ArrayList<>(readOnce(places));
        var again = new ArrayList<Integer>();
        for (int i = 0; i < read.size(); i++) {
            if (wasReadWhole(places.get(i)) && isUnreadableAsWhole(read.get(i))) {
                inParts.add(places.get(i).container());
                again.add(i);
            }
        }
        // What is wrong with an object may be elsewhere in it.
        List<RunBytes> readAgain =
                readOnce(again.stream().map(places::get).map(this::asReadable).toList());
        for (int i = 0; i < again.size(); i++) {
            read.set(again.get(i), readAgain.get(i));
        }
        return read;
    }

    /// Begins to fetch old runs that nobody waits for yet, as far as the pool has room, and without driving out
    /// what others read.
    ///
    /// @param maxBytes what it may take in memory
    public void readAhead(List<RunPlace> places, long maxBytes) {
        var missing = new ArrayList<RunPlace>();
        long leftBytes = Math.min(maxBytes, freeBytes());
        for (RunPlace place : places) {
            RunPlace readable = asReadable(place);
            if (!readable.recent() && find(readable) == null) {
                leftBytes -= place.container() instanceof RowGroup ? loadBytes(place) : place.sizeBytes();
                if (leftBytes < 0) {
                    break;
                }
                missing.add(readable);
            }
        }
        for (Fetch fetch : Fetches.of(missing, limits)) {
            if (fetch instanceof Fetch.Group(RowGroup group, List<RunPlace> ofGroup)) {
                long sizeBytes = loadBytes(ofGroup.getFirst());
                room.tryTake(sizeBytes).ifPresent(share -> {
                    if (fetcher.beginAhead(fetch, share::close)) {
                        inUse.used(group, sizeBytes);
                    }
                });
            } else {
                fetcher.beginAhead(fetch, () -> {});
            }
        }
    }

    /// How much read-ahead may bring that is not used yet.
    public long readAheadBytes() {
        return cache.cold().maxBytes() / 2;
    }

    /// So much of row groups one request may bring in, as they are stored: they decode to several times as much.
    public long rowGroupBytesAtOnce() {
        return Math.max(1, cache.cold().maxBytes() / ASSUMED_RATIO);
    }

    /// How much old data may be brought in without driving out row groups that somebody has not read to their ends.
    public long freeBytes() {
        return cache.cold().maxBytes() - inUse.sizeBytes();
    }

    /// About what it takes in memory to bring a run in that is a row group; 0 if it is there or on its way, and for
    /// every other run.
    public long loadBytes(RunPlace place) {
        if (!(place.container() instanceof RowGroup group)) {
            return 0;
        }
        Slot slot = find(place);
        boolean there = slot != null && !(slot.content().getNow(null) instanceof DamagedRowGroup);
        return there
                ? 0
                : fetcher.plainBytes(group).orElse(Math.multiplyExact(ASSUMED_RATIO, (long) place.sizeBytes()));
    }

    /// Waits until there is room for what a request brings in, or searches in. The request holds it until it has no
    /// need of the row groups any more, and asks for no more meanwhile.
    ///
    /// @param sizeBytes the sum of [#loadBytes]; more than the node has room for is all of it
    public DecodingRoom.Share takeRoom(long sizeBytes) {
        return room.take(sizeBytes);
    }

    /// Notes how far somebody has read in a row group.
    ///
    /// @param finished whether nothing of it is left
    public void note(RunPlace place, RowGroupBatches batches, boolean finished) {
        if (place.container() instanceof RowGroup group) {
            if (finished || batches.sizeBytes() > cache.cold().maxBytes()) {
                inUse.finished(group);
            } else {
                inUse.used(group, batches.sizeBytes());
            }
        }
    }

    private RunPlace asReadable(RunPlace place) {
        return place.recent() && inParts.contains(place.container())
                ? new RunPlace(place.container(), place.position(), place.sizeBytes(), false)
                : place;
    }

    private static boolean wasReadWhole(RunPlace place) {
        return place.recent() && place.container() instanceof Container.StoredObject;
    }

    private static boolean isUnreadableAsWhole(RunBytes read) {
        return read instanceof RunBytes.Damaged
                || (read instanceof RunBytes.Failed(StoreException failure)
                        && failure.kind() == StoreException.Kind.REFUSED);
    }

    private List<RunBytes> readOnce(List<RunPlace> places) {
        List<Slot> slots = bring(places);
        var again = new ArrayList<Integer>();
        for (int i = 0; i < places.size(); i++) {
            Slot slot = slots.get(i);
            if (isDamaged(slot, places.get(i)) && !slot.damagedAgain()) {
                drop(slot);
                again.add(i);
            }
        }
        // Bytes may have been damaged on their way.
        List<Slot> broughtAgain = bring(again.stream().map(places::get).toList());
        for (int i = 0; i < again.size(); i++) {
            Slot slot = broughtAgain.get(i);
            if (isDamaged(slot, places.get(again.get(i)))) {
                slot.setDamagedAgain();
            }
            slots.set(again.get(i), slot);
        }
        var read = new ArrayList<RunBytes>(places.size());
        for (int i = 0; i < places.size(); i++) {
            read.add(await(slots.get(i), places.get(i)));
        }
        return read;
    }

    /// @return the slot of each place, in order, which has its content or a failure sooner or later
    private List<Slot> bring(List<RunPlace> places) {
        var found = new ArrayList<@Nullable Slot>(places.size());
        var missing = new ArrayList<RunPlace>();
        for (RunPlace place : places) {
            Slot slot = find(place);
            found.add(slot);
            if (slot == null) {
                missing.add(place);
            }
        }
        Map<RunPlace, Slot> begun = missing.isEmpty() ? Map.of() : fetcher.begin(Fetches.of(missing, limits));
        var slots = new ArrayList<Slot>(places.size());
        for (int i = 0; i < places.size(); i++) {
            Slot slot = found.get(i);
            slots.add(slot != null ? slot : requireNonNull(begun.get(places.get(i))));
        }
        return slots;
    }

    private static boolean isDamaged(Slot slot, RunPlace place) {
        try {
            Content content = slot.content().join();
            return content instanceof DamagedRowGroup || (content instanceof Extent extent && isDamaged(extent, place));
        } catch (CompletionException _) {
            return false;
        }
    }

    private static boolean isDamaged(Extent extent, RunPlace place) {
        return extent.soundBytes(place.position(), place.sizeBytes()) < place.sizeBytes();
    }

    /// What was damaged twice is asked for again in a while, but not with every read.
    private void dropDamaged(Slot slot, long foundNanos) {
        if (clock.nanoTime() - foundNanos >= DAMAGED_IS_KEPT.toNanos()) {
            drop(slot);
        }
    }

    private void drop(Slot slot) {
        cache.hot().drop(slot);
        cache.cold().drop(slot);
    }

    private @Nullable Slot find(RunPlace place) {
        Slot hot = cache.hot().find(place.container(), place.position(), place.sizeBytes());
        return hot != null ? hot : cache.cold().find(place.container(), place.position(), place.sizeBytes());
    }

    private RunBytes await(Slot slot, RunPlace place) {
        Content content;
        try {
            content = slot.content().join();
        } catch (CompletionException e) {
            return e.getCause() instanceof RuntimeException cause ? failed(cause) : new RunBytes.Failed(e);
        }
        return switch (content) {
            case Extent extent -> {
                if (isDamaged(extent, place)) {
                    dropDamaged(slot, extent.fetchedNanos());
                }
                yield new RunBytes.InMemory(extent);
            }
            case RowGroupBatches batches -> new RunBytes.Decoded(batches);
            case DamagedRowGroup(MalformedDataException cause, long foundNanos) -> {
                dropDamaged(slot, foundNanos);
                yield new RunBytes.Damaged(cause);
            }
        };
    }

    private static RunBytes failed(RuntimeException cause) {
        return switch (cause) {
            case ObjectNotFoundException notFound -> new RunBytes.Gone(notFound);
            case EntryGoneException gone -> new RunBytes.Gone(gone);
            case MalformedDataException malformed -> new RunBytes.Damaged(malformed);
            // A range that the object does not have is NOT_FOUND as well, and the object is not what was written.
            case StoreException failure
            when failure.kind() == StoreException.Kind.CORRUPT || failure.kind() == StoreException.Kind.NOT_FOUND ->
                new RunBytes.Damaged(failure);
            case JournalException failure
            when failure.kind() == JournalException.Kind.CORRUPT -> new RunBytes.Damaged(failure);
            default -> new RunBytes.Failed(cause);
        };
    }
}
