package io.varve.simulation.check;

import io.varve.core.Id128;
import io.varve.metadata.entry.ObjectRef;
import io.varve.metadata.journal.ShardId;
import io.varve.simulation.world.Bucket;
import io.varve.simulation.world.Violation;
import io.varve.storage.ObjectInfo;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Compares what lies in the bucket with what has to.
public final class Leftovers {

    private static final Pattern KEY = Pattern.compile("([0-9a-f]{32})/([a-z]+)/(\\S+)");
    private static final Pattern SNAPSHOT = Pattern.compile("([a-z]+(?:-[0-9]+)?)/([0-9]{20})-\\S+");

    private final Bucket bucket;
    private final Ledger ledger;

    public Leftovers(Bucket bucket, Ledger ledger) {
        this.bucket = bucket;
        this.ledger = ledger;
    }

    /// The keys of objects that nobody needs any more. What is needed must be there.
    public List<String> find() {
        var needed = new HashSet<>(ledger.named());
        var leftovers = new ArrayList<String>();
        for (ObjectInfo object :
                bucket.objects().list("", "", Integer.MAX_VALUE).objects()) {
            Matcher key = KEY.matcher(object.key());
            if (key.matches() && isLeft(key, needed)) {
                leftovers.add(object.key());
            }
        }
        if (!needed.isEmpty()) {
            throw new Violation("runs lie in objects that are not there: " + needed);
        }
        return leftovers;
    }

    /// @param needed without the object, afterwards
    private boolean isLeft(Matcher key, Set<ObjectRef> needed) {
        Optional<ObjectRef> object = ObjectRef.ofKey(Id128.parse(key.group(1)), key.group());
        if (object.isPresent()) {
            return !needed.remove(object.get());
        }
        Matcher snapshot = SNAPSHOT.matcher(key.group(3));
        if (key.group(2).equals("snapshot") && snapshot.matches()) {
            var shard = new ShardId(snapshot.group(1));
            // A group shard that nobody claims any more keeps the snapshots that it has.
            return !shard.isGroup() && !ledger.needsSnapshot(shard, Long.parseLong(snapshot.group(2)));
        }
        return key.group(2).equals("condemned");
    }
}
