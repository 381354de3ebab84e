package io.varve.table.feed;

import io.varve.table.TableOwner;
import io.varve.table.feed.OtherCatalogException.Kind;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.iceberg.TableMetadata;

/// A catalog in memory that points to our metadata and fails on purpose. Thread-safe.
final class MemoryOtherCatalog implements OtherCatalog, CatalogFeedContract.Faults {

    private final Map<String, Entry> entries = new TreeMap<>();
    private long nextVersion = 1;
    private boolean down;
    private int answersToLose;

    private record Entry(String name, long version, Optional<TableOwner> owner, Optional<TableMetadata> metadata)
            implements HeldTable {

        @Override
        public Standing standing(OwnTable ours) {
            return metadata.map(TableMetadata::metadataFileLocation).equals(Optional.of(ours.location()))
                    ? Standing.CURRENT
                    : Standing.BEHIND;
        }
    }

    @Override
    public synchronized void down(boolean down) {
        this.down = down;
    }

    @Override
    public synchronized void loseAnswers(int changes) {
        answersToLose = changes;
    }

    synchronized void enterForeign(String name) {
        entries.put(name, new Entry(name, nextVersion++, Optional.empty(), Optional.empty()));
    }

    synchronized TableMetadata metadata(String name) {
        return entries.get(name).metadata().orElseThrow();
    }

    @Override
    public String nameOf(String tableName) {
        return tableName;
    }

    @Override
    public synchronized Collection<String> names() {
        requireUp();
        return List.copyOf(entries.keySet());
    }

    @Override
    public synchronized Optional<HeldTable> look(String name) {
        requireUp();
        return Optional.<HeldTable>ofNullable(entries.get(name));
    }

    @Override
    public synchronized Change register(String name, OwnTable ours) {
        requireUp();
        return entries.containsKey(name) ? Change.CONFLICT : enter(name, ours);
    }

    @Override
    public synchronized Change advance(HeldTable held, OwnTable ours) {
        requireUp();
        return held.equals(entries.get(held.name())) ? enter(held.name(), ours) : Change.CONFLICT;
    }

    @Override
    public synchronized Change drop(HeldTable held) {
        requireUp();
        if (!entries.remove(held.name(), held)) {
            return Change.CONFLICT;
        }
        return answer();
    }

    private Change enter(String name, OwnTable ours) {
        entries.put(name, new Entry(name, nextVersion++, Optional.of(ours.owner()), Optional.of(ours.metadata())));
        return answer();
    }

    private Change answer() {
        return answersToLose-- > 0 ? Change.UNKNOWN : Change.DONE;
    }

    private void requireUp() {
        if (down) {
            throw new OtherCatalogException(Kind.UNAVAILABLE, "it is down");
        }
    }

    @Override
    public void close() {}
}
