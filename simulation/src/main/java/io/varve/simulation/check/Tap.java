package io.varve.simulation.check;

import io.varve.core.Id128;
import io.varve.metadata.entry.ObjectRef;
import io.varve.metadata.journal.ShardId;
import io.varve.simulation.world.Bucket;
import io.varve.simulation.world.Violation;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Hears of every object that is created: entries, where the journal lies in the bucket, and snapshots.
public final class Tap implements Bucket.Watcher {

    private static final Pattern ENTRY = Pattern.compile("journal/([a-z]+(?:-[0-9]+)?)/([0-9]{20})");
    private static final Pattern SNAPSHOT =
            Pattern.compile("[0-9a-f]+/snapshot/([a-z]+(?:-[0-9]+)?)/([0-9]{20})-(\\S+)");

    private static final Pattern OBJECT = Pattern.compile("([0-9a-f]+)/(?:wal|bundle|data|table|manifest)/\\S+");
    private static final Pattern CONDEMNED = Pattern.compile("[0-9a-f]+/condemned/\\S+");

    /// An entry's object ends with a checksum.
    private static final int SEAL_BYTES = Integer.BYTES;

    private final Ledger ledger;
    private final List<Snapshot> snapshots = new ArrayList<>();

    public Tap(Ledger ledger) {
        this.ledger = ledger;
    }

    /// A snapshot by its name.
    public record Snapshot(ShardId shard, long sequence, Id128 hash) {}

    @Override
    public void created(String key, ByteBuffer bytes) {
        Matcher entry = ENTRY.matcher(key);
        if (entry.matches()) {
            ledger.written(new ShardId(entry.group(1)), Long.parseLong(entry.group(2)), content(bytes));
        }
        Matcher snapshot = SNAPSHOT.matcher(key);
        if (snapshot.matches()) {
            snapshots.add(new Snapshot(
                    new ShardId(snapshot.group(1)), Long.parseLong(snapshot.group(2)), Id128.parse(snapshot.group(3))));
        }
    }

    @Override
    public void deleted(String key) {
        Matcher snapshot = SNAPSHOT.matcher(key);
        Matcher object = OBJECT.matcher(key);
        if (snapshot.matches()) {
            ledger.snapshotDeleted(new ShardId(snapshot.group(1)), Long.parseLong(snapshot.group(2)));
        } else if (object.matches()) {
            ledger.deleted(ObjectRef.ofKey(Id128.parse(object.group(1)), key)
                    .orElseThrow(() -> new Violation("an object is deleted that is not the cluster's: " + key)));
        } else if (!ENTRY.matcher(key).matches() && !CONDEMNED.matcher(key).matches()) {
            throw new Violation("an object is deleted that has to stay: " + key);
        }
    }

    @Override
    public void refused(String key, ByteBuffer bytes) {
        Matcher entry = ENTRY.matcher(key);
        if (entry.matches()) {
            ledger.refused(new ShardId(entry.group(1)), Long.parseLong(entry.group(2)), content(bytes));
        }
    }

    private static byte[] content(ByteBuffer object) {
        byte[] content = new byte[object.remaining() - SEAL_BYTES];
        object.duplicate().get(content);
        return content;
    }

    public List<Snapshot> snapshots() {
        return snapshots;
    }
}
