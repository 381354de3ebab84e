package io.varve.log.store;

import io.varve.core.Doors;
import io.varve.core.Id128;
import io.varve.log.store.Container.InlineSection;
import io.varve.log.store.Container.RowGroup;
import io.varve.log.store.Container.StoredObject;
import io.varve.log.store.ExtentCache.Claim;
import io.varve.log.store.ExtentCache.Slot;
import io.varve.log.store.Fetches.Fetch;
import io.varve.metadata.entry.Entry;
import io.varve.metadata.journal.Journal;
import io.varve.metadata.journal.ShardId;
import io.varve.metadata.journal.TailPage;
import io.varve.storage.ObjectStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Sends the requests that bring extents, each one once: what somebody else is fetching already is not asked for.
///
/// Thread-safe.
final class Fetcher {

    private final ObjectStore store;
    private final Journal journal;
    private final Id128 clusterId;
    private final ObjectCache cache;
    private final ReadLimits limits;
    private final Doors doors;
    private final Semaphore recentReads;
    private final Semaphore coldReads;
    private final SegmentReads segments;

    Fetcher(ObjectStore store, Journal journal, Id128 clusterId, ObjectCache cache, ReadLimits limits, Doors doors) {
        this.store = store;
        this.journal = journal;
        this.clusterId = clusterId;
        this.cache = cache;
        this.limits = limits;
        this.doors = doors;
        this.recentReads = new Semaphore(limits.recentReads());
        this.coldReads = new Semaphore(limits.coldReads());
        this.segments = new SegmentReads(store, clusterId, limits, doors.clock(), recentReads);
    }

    /// Begins all fetches at once and does the last one itself.
    ///
    /// @return the slot of each place, which has its extent or a failure sooner or later
    Map<RunPlace, Slot> begin(List<Fetch> fetches) {
        var slots = new HashMap<RunPlace, Slot>();
        var requests = new ArrayList<Runnable>();
        for (Fetch fetch : fetches) {
            Runnable request = claim(fetch, slots);
            if (request != null) {
                requests.add(request);
            }
        }
        if (!requests.isEmpty()) {
            Runnable last = requests.removeLast();
            requests.forEach(request -> doors.threads().start("log-read", request));
            last.run();
        }
        return slots;
    }

    /// What the batches of a row group take at most, as far as is known without a request.
    OptionalLong plainBytes(RowGroup rowGroup) {
        return segments.plainBytes(rowGroup);
    }

    /// Begins to fetch old data that nobody waits for, unless the pool is busy with what somebody does.
    ///
    /// @param whenDone runs in any case, sooner or later
    /// @return whether it is begun
    boolean beginAhead(Fetch fetch, Runnable whenDone) {
        if (!coldReads.tryAcquire()) {
            whenDone.run();
            return false;
        }
        Runnable request = claimAhead(fetch);
        if (request == null) {
            coldReads.release();
            whenDone.run();
            return false;
        }
        doors.threads().start("log-read-ahead", () -> {
            try {
                request.run();
            } finally {
                coldReads.release();
                whenDone.run();
            }
        });
        return true;
    }

    /// @return the request to send with a permit that is held already, or null if there is none to send
    private @Nullable Runnable claimAhead(Fetch fetch) {
        return switch (fetch) {
            case Fetch.Span span -> {
                Claim claim = cache.cold().claim(span.container(), span.from(), span.to());
                yield claim.mine() ? () -> readSpan(span, claim.slot()) : null;
            }
            case Fetch.Group group -> {
                Claim claim = cache.cold().claim(group.container(), 0, ExtentCache.WHOLE);
                yield claim.mine() ? readGroup(group, claim.slot(), null) : null;
            }
            case Fetch.Whole _, Fetch.Entries _ -> null;
        };
    }

    /// @return the request that this caller has to send, or null if others have
    private @Nullable Runnable claim(Fetch fetch, Map<RunPlace, Slot> slots) {
        return switch (fetch) {
            case Fetch.Whole whole -> {
                Claim claim = cache.hot().claim(whole.container(), 0, ExtentCache.WHOLE);
                whole.places().forEach(place -> slots.put(place, claim.slot()));
                yield claim.mine() ? () -> withPermit(recentReads, () -> readWhole(whole, claim.slot())) : null;
            }
            case Fetch.Span span -> {
                Claim claim = cache.cold().claim(span.container(), span.from(), span.to());
                span.places().forEach(place -> slots.put(place, claim.slot()));
                yield claim.mine() ? () -> withPermit(coldReads, () -> readSpan(span, claim.slot())) : null;
            }
            case Fetch.Group group -> {
                Claim claim = cache.cold().claim(group.container(), 0, ExtentCache.WHOLE);
                group.places().forEach(place -> slots.put(place, claim.slot()));
                yield claim.mine() ? readGroup(group, claim.slot(), coldReads) : null;
            }
            case Fetch.Entries entries -> {
                var mine = new TreeMap<Long, Slot>();
                for (RunPlace place : entries.places()) {
                    Claim claim = cache.hot().claim(place.container(), 0, ExtentCache.WHOLE);
                    slots.put(place, claim.slot());
                    if (claim.mine()) {
                        mine.put(Fetches.sequenceOf(place), claim.slot());
                    }
                }
                yield mine.isEmpty() ? null : () -> withPermit(recentReads, () -> readEntries(entries, mine));
            }
        };
    }

    private static void withPermit(Semaphore permits, Runnable request) {
        permits.acquireUninterruptibly();
        try {
            request.run();
        } finally {
            permits.release();
        }
    }

    private void readWhole(Fetch.Whole whole, Slot slot) {
        settle(
                cache.hot(),
                slot,
                () -> Extent.fetched(
                        whole.container(),
                        0,
                        store.readAll(key(whole.container()), limits.wholeObjectBytes()),
                        doors.clock().nanoTime()));
    }

    private void readSpan(Fetch.Span span, Slot slot) {
        settle(
                cache.cold(),
                slot,
                () -> Extent.fetched(
                        span.container(),
                        span.from(),
                        store.read(key(span.container()), span.from(), span.to() - span.from()),
                        doors.clock().nanoTime()));
    }

    /// Claims the footer at once, so that who fetches it follows from the order of the requests.
    ///
    /// @param permits null if the request has one already
    private Runnable readGroup(Fetch.Group group, Slot slot, @Nullable Semaphore permits) {
        RowGroup rowGroup = group.container();
        SegmentFooters.Claim footer = segments.claimFooter(rowGroup);
        int sizeBytes = group.places().getFirst().sizeBytes();
        return () -> settle(cache.cold(), slot, () -> segments.read(rowGroup, sizeBytes, footer, permits));
    }

    private String key(StoredObject container) {
        return container.object().key(clusterId);
    }

    private void readEntries(Fetch.Entries entries, NavigableMap<Long, Slot> slots) {
        ShardId shard = entries.shard();
        try {
            Long next = slots.firstKey();
            while (next != null) {
                int bytes = next.equals(slots.lastKey()) ? 1 : entries.bytes();
                long end = takePage(shard, journal.read(shard, next, bytes));
                next = slots.ceilingKey(Math.max(next + 1, end));
            }
            slots.forEach((sequence, slot) -> failIfOpen(cache.hot(), slot, new EntryGoneException(shard, sequence)));
        } catch (RuntimeException e) {
            slots.values().forEach(slot -> failIfOpen(cache.hot(), slot, e));
        } finally {
            slots.values().forEach(slot -> giveUp(cache.hot(), slot));
        }
    }

    /// Takes every entry of the page, since those that lie between the wanted ones are likely to be wanted next.
    ///
    /// @return the sequence after the last of them
    private long takePage(ShardId shard, TailPage page) {
        long sequence = page.firstSequence();
        for (byte[] entry : page.entries()) {
            long number = sequence++;
            var section = new InlineSection(shard, number);
            Claim claim = cache.hot().claim(section, 0, ExtentCache.WHOLE);
            settle(
                    cache.hot(),
                    claim.slot(),
                    () -> Extent.checked(
                            section, List.of(Entry.decode(number, entry).inline())));
        }
        return sequence;
    }

    private static void settle(ExtentCache cache, Slot slot, Supplier<? extends Content> fetch) {
        try {
            cache.fill(slot, fetch.get());
        } catch (RuntimeException e) {
            failIfOpen(cache, slot, e);
        } finally {
            giveUp(cache, slot);
        }
    }

    /// Whatever happens, an [Error] included, nobody waits for ever.
    private static void giveUp(ExtentCache cache, Slot slot) {
        if (!slot.content().isDone()) {
            cache.fail(slot, new IllegalStateException("a read of " + slot.container() + " was given up"));
        }
    }

    private static void failIfOpen(ExtentCache cache, Slot slot, RuntimeException cause) {
        if (!slot.content().isDone()) {
            cache.fail(slot, cause);
        }
    }
}
