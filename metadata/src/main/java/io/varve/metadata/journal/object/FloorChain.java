package io.varve.metadata.journal.object;

import io.varve.core.ByteReader;
import io.varve.core.ByteWriter;
import io.varve.metadata.journal.Floor;
import io.varve.metadata.journal.JournalException;
import io.varve.metadata.journal.ShardId;
import io.varve.storage.ListPage;
import io.varve.storage.ObjectStore;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The trim bounds of each shard, as numbered objects of which each is created only if its number is free: a
/// small journal beside the journal. The last one holds. Thread-safe.
///
/// A listing only says where to begin; what comes after is found by reading the next number until there is none.
final class FloorChain {

    /// How often a bound may lose the race for its number. Each loss is a bound that somebody else raised.
    private static final int MAX_RACES = 100;

    private static final int LIST_LIMIT = 1000;

    private final ObjectStore store;

    /// The last link that this node has seen of each shard. Links never change, so a stale one is merely behind.
    private final Map<ShardId, Link> seen = new ConcurrentHashMap<>();

    FloorChain(ObjectStore store) {
        this.store = store;
    }

    Floor last(ShardId shard) {
        return lastLink(shard).floor;
    }

    void raise(ShardId shard, Floor floor) {
        byte[] content =
                new ByteWriter().i64(floor.sequence()).i64(floor.recordedAtMs()).toByteArray();
        for (int race = 0; race < MAX_RACES; race++) {
            Link last = lastLink(shard);
            if (floor.sequence() <= last.floor.sequence()) {
                return;
            }
            String key = JournalKeys.floor(shard, last.number + 1);
            if (store.create(key, SealedBytes.payload(content)) == ObjectStore.CreateOutcome.CREATED) {
                return;
            }
        }
        throw new JournalException(
                JournalException.Kind.UNAVAILABLE, "the floor of " + shard + " is being raised by too many at once");
    }

    private Link lastLink(ShardId shard) {
        Link last = seen.get(shard);
        if (last == null) {
            last = listed(shard);
        }
        for (Link next = link(shard, last.number + 1); next != null; next = link(shard, last.number + 1)) {
            last = next;
        }
        seen.put(shard, last);
        return last;
    }

    private Link listed(ShardId shard) {
        String lastKey = "";
        ListPage page;
        do {
            page = store.list(JournalKeys.floors(shard), lastKey, LIST_LIMIT);
            if (!page.objects().isEmpty()) {
                lastKey = page.objects().getLast().key();
            }
        } while (!page.complete());
        Link link = lastKey.isEmpty() ? null : link(shard, JournalKeys.number(lastKey));
        return link != null ? link : Link.NONE;
    }

    private @Nullable Link link(ShardId shard, long number) {
        byte[] content = SealedBytes.read(store, JournalKeys.floor(shard, number));
        if (content == null) {
            return null;
        }
        var reader = new ByteReader(content);
        return new Link(number, new Floor(reader.i64(), reader.i64()));
    }

    private record Link(long number, Floor floor) {
        static final Link NONE = new Link(-1, Floor.NONE);
    }
}
