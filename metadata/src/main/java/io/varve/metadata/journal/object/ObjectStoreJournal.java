package io.varve.metadata.journal.object;

import io.varve.core.Threads;
import io.varve.metadata.journal.AppendOutcome;
import io.varve.metadata.journal.Floor;
import io.varve.metadata.journal.Journal;
import io.varve.metadata.journal.JournalException;
import io.varve.metadata.journal.ShardId;
import io.varve.metadata.journal.TailPage;
import io.varve.storage.ListPage;
import io.varve.storage.ObjectInfo;
import io.varve.storage.ObjectStore;
import io.varve.storage.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A journal whose entries are objects: no table needed, at the price of slower and dearer polls. [JournalKeys]
/// names the objects, [SealedBytes] is what they hold.
///
/// An entry is read by its key, never found by a listing, so the tail is right even where a listing is behind. A
/// poll at the tail is two reads of objects that do not exist: the next entry, and the next trim bound, which
/// tells a tail from a gap. A reader that is far behind lists to learn what it may fetch in parallel.
public final class ObjectStoreJournal implements Journal {

    /// A read that has found this many entries, one by one, takes itself for far behind.
    private static final int ENTRIES_BEFORE_LISTING = 8;

    /// How many entries one listing asks for.
    private static final int LIST_LIMIT_ENTRIES = 256;

    /// How many entries are fetched at a time then.
    private static final int MAX_PARALLEL_READS = 16;

    /// How many objects one call deletes.
    private static final int TRIM_BATCH_ENTRIES = 1000;

    private final ObjectStore store;
    private final Threads threads;
    private final FloorChain floors;

    /// The store stays the caller's to close.
    public ObjectStoreJournal(ObjectStore store, Threads threads) {
        this.store = store;
        this.threads = threads;
        this.floors = new FloorChain(store);
    }

    @Override
    public AppendOutcome append(ShardId shard, long sequence, byte[] entry) {
        Journal.check(sequence, entry);
        try {
            return switch (store.create(JournalKeys.entry(shard, sequence), SealedBytes.payload(entry))) {
                case CREATED -> new AppendOutcome.Appended();
                case EXISTS -> new AppendOutcome.Occupied();
            };
        } catch (StoreException e) {
            JournalException failure = failure("append to", shard, e);
            return new AppendOutcome.Unknown(failure.kind() == JournalException.Kind.THROTTLED, failure);
        }
    }

    @Override
    public TailPage read(ShardId shard, long fromSequence, int maxBytes) {
        return calling("read", shard, () -> readPage(shard, fromSequence, maxBytes));
    }

    private TailPage readPage(ShardId shard, long fromSequence, int maxBytes) {
        var page = new TailPage.Builder(fromSequence, maxBytes);
        long next = fromSequence;
        for (int found = 0; ; ) {
            byte[] entry = entry(shard, next);
            if (entry == null) {
                // The bound is read after the entry was missed: a trim records it first.
                long floor = floors.last(shard).sequence();
                if (floor < next || found > 0) {
                    return page.build(floor < next);
                }
                next = floor + 1;
                continue;
            }
            if (!page.takes(next, entry.length)) {
                return page.build(false);
            }
            page.add(next, entry);
            found++;
            if (found == ENTRIES_BEFORE_LISTING) {
                addFollowing(shard, page);
            }
            next = page.nextSequence();
        }
    }

    /// Adds what listings show to follow the page, as far as it fits.
    private void addFollowing(ShardId shard, TailPage.Builder page) {
        ListPage listed;
        do {
            String last = JournalKeys.entry(shard, page.nextSequence() - 1);
            listed = store.list(JournalKeys.entries(shard), last, LIST_LIMIT_ENTRIES);
        } while (addListed(page, listed.objects()) && !listed.complete());
    }

    /// @return whether there were any, and all were added
    private boolean addListed(TailPage.Builder page, List<ObjectInfo> objects) {
        for (int from = 0; from < objects.size(); from += MAX_PARALLEL_READS) {
            List<EntryRead> reads = new ArrayList<>();
            long spareBytes = page.spareBytes();
            for (ObjectInfo object : objects.subList(from, Math.min(from + MAX_PARALLEL_READS, objects.size()))) {
                spareBytes -= object.sizeBytes() - SealedBytes.CRC_BYTES;
                if (spareBytes < 0 || JournalKeys.number(object.key()) != page.nextSequence() + reads.size()) {
                    break;
                }
                reads.add(EntryRead.start(threads, store, object.key()));
            }
            for (EntryRead read : reads) {
                byte[] entry = read.await();
                if (entry == null) {
                    return false;
                }
                page.add(page.nextSequence(), entry);
            }
            if (from + reads.size() < Math.min(from + MAX_PARALLEL_READS, objects.size())) {
                return false;
            }
        }
        return !objects.isEmpty();
    }

    private byte @Nullable [] entry(ShardId shard, long sequence) {
        return SealedBytes.read(store, JournalKeys.entry(shard, sequence));
    }

    @Override
    public Floor floor(ShardId shard) {
        return calling("read the floor of", shard, () -> floors.last(shard));
    }

    @Override
    public void raiseFloor(ShardId shard, Floor floor) {
        calling("raise the floor of", shard, () -> {
            floors.raise(shard, floor);
            return floor;
        });
    }

    @Override
    public void trim(ShardId shard, long fromSequence, long toSequence) {
        calling("trim", shard, () -> {
            var batch = new ArrayList<String>();
            for (long sequence = fromSequence; sequence <= toSequence; sequence++) {
                batch.add(JournalKeys.entry(shard, sequence));
                if (batch.size() == TRIM_BATCH_ENTRIES || sequence == toSequence) {
                    store.delete(batch);
                    batch.clear();
                }
            }
            return toSequence;
        });
    }

    @Override
    public boolean shared() {
        return true;
    }

    @Override
    public void close() {}

    private static <T> T calling(String operation, ShardId shard, Supplier<T> call) {
        try {
            return call.get();
        } catch (StoreException e) {
            throw failure(operation, shard, e);
        }
    }

    private static JournalException failure(String operation, ShardId shard, StoreException e) {
        var kind = switch (e.kind()) {
            case UNAVAILABLE -> JournalException.Kind.UNAVAILABLE;
            case THROTTLED -> JournalException.Kind.THROTTLED;
            case REFUSED -> JournalException.Kind.REFUSED;
            case CORRUPT, NOT_FOUND -> JournalException.Kind.CORRUPT;
        };
        return new JournalException(kind, "cannot " + operation + " shard " + shard + ": " + e.getMessage(), e);
    }
}
