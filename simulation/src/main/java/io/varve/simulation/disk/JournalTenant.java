package io.varve.simulation.disk;

import io.varve.metadata.journal.AppendOutcome;
import io.varve.metadata.journal.Floor;
import io.varve.metadata.journal.JournalException;
import io.varve.metadata.journal.ShardId;
import io.varve.metadata.journal.TailPage;
import io.varve.metadata.journal.file.FileJournal;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// A file journal of two shards.
final class JournalTenant implements DiskTenant {

    private static final List<ShardId> SHARDS = List.of(ShardId.META, ShardId.data(0));
    private static final int PAGE_BYTES = 2000;
    private static final int SMALL_BYTES = 100;
    private static final int LARGE_BYTES = 3000;

    private final RandomGenerator random;
    private final String folder;
    private final int rewriteMinBytes;
    private final Map<ShardId, Shard> shards = new TreeMap<>();
    private @Nullable FileJournal journal;
    private int written;

    JournalTenant(RandomGenerator random, String folder) {
        this.random = random;
        this.folder = folder;
        this.rewriteMinBytes = random.nextInt(500, 5000);
    }

    @Override
    public void open(Mount mount) {
        journal = FileJournal.open(mount.getPath(folder), random::nextLong, mount.disk(), rewriteMinBytes);
    }

    private Shard shard(ShardId id) {
        return shards.computeIfAbsent(id, absent -> new Shard());
    }

    private FileJournal journal() {
        return Objects.requireNonNull(journal, "not open");
    }

    /// What the journal has read at its start it has made durable, so it stays also where only the process died.
    @Override
    public void verify(boolean settled) {
        for (ShardId id : SHARDS) {
            Shard shard = shard(id);
            Floor floor = journal().floor(id);
            Violation.unlessAllowed("the floor of " + id, shard.floor, floor);
            NavigableMap<Long, Content> found = readAll(id);
            long end = Math.max(shard.end(), found.isEmpty() ? 0 : found.lastKey() + 1);
            for (long sequence = 0; sequence < end; sequence++) {
                Optional<Content> seen = Optional.ofNullable(found.get(sequence));
                Violation.unlessAllowed("entry " + sequence + " of " + id, shard.entry(sequence), seen);
                shard.entry(sequence).is(seen);
            }
            shard.floor.is(floor);
        }
    }

    private NavigableMap<Long, Content> readAll(ShardId id) {
        var found = new TreeMap<Long, Content>();
        long from = 0;
        while (true) {
            TailPage page = journal().read(id, from, PAGE_BYTES);
            from = page.firstSequence();
            for (byte[] entry : page.entries()) {
                found.put(from++, Content.of(entry));
            }
            if (page.complete()) {
                return found;
            }
        }
    }

    @Override
    public void step() {
        ShardId id = SHARDS.get(random.nextInt(SHARDS.size()));
        Shard shard = shard(id);
        try {
            switch (random.nextInt(10)) {
                case 0 -> trim(id, shard);
                case 1 -> raiseFloor(id, shard);
                case 2, 3 -> look(id, shard);
                default -> append(id, shard);
            }
        } catch (JournalException e) {
            if (e.kind() == JournalException.Kind.CORRUPT) {
                throw new Violation("the journal is damaged", e);
            }
        }
    }

    private void append(ShardId id, Shard shard) {
        long sequence = random.nextInt(4) == 0 ? random.nextLong(shard.end() + 3) : shard.end();
        Belief<Optional<Content>> entry = shard.entry(sequence);
        boolean mayBeFree = entry.allows(Optional.empty());
        boolean mayBeTaken = entry.allowsOtherThan(Optional.empty());
        Optional<Content> mine = Optional.of(content());
        entry.mayBe(mine);
        AppendOutcome outcome = journal().append(id, sequence, mine.get().bytes());
        switch (outcome) {
            case AppendOutcome.Appended appended -> {
                demand(mayBeFree, "entry " + sequence + " of " + id + " was written twice");
                entry.is(mine);
            }
            case AppendOutcome.Occupied occupied -> {
                demand(mayBeTaken, "entry " + sequence + " of " + id + " is taken, and nobody wrote it");
                // No more is learned: a trim that failed may yet have happened.
                entry.isNot(mine);
            }
            case AppendOutcome.Unknown unknown -> {}
        }
    }

    private void look(ShardId id, Shard shard) {
        readAll(id)
                .forEach((sequence, content) -> Violation.unlessAllowed(
                        "entry " + sequence + " of " + id, shard.entry(sequence), Optional.of(content)));
    }

    private void trim(ShardId id, Shard shard) {
        long from = random.nextInt(4) == 0 ? random.nextLong(shard.end() + 1) : 0;
        long to = random.nextLong(from, shard.end() + 2);
        for (long sequence = from; sequence <= to; sequence++) {
            shard.entry(sequence).mayBe(Optional.empty());
        }
        journal().trim(id, from, to);
        for (long sequence = from; sequence <= to; sequence++) {
            shard.entry(sequence).is(Optional.empty());
        }
    }

    private void raiseFloor(ShardId id, Shard shard) {
        var higher = new Floor(journal().floor(id).sequence() + random.nextInt(3), random.nextInt(1000));
        if (higher.sequence() > journal().floor(id).sequence()) {
            shard.floor.mayBe(higher);
            journal().raiseFloor(id, higher);
            shard.floor.is(higher);
        }
    }

    private Content content() {
        return Content.of(written++, random.nextInt(random.nextInt(10) == 0 ? LARGE_BYTES : SMALL_BYTES));
    }

    private static void demand(boolean holds, String otherwise) {
        if (!holds) {
            throw new Violation(otherwise);
        }
    }

    @Override
    public void close() {
        if (journal != null) {
            journal.close();
            journal = null;
        }
    }

    /// What was promised about a shard.
    private static final class Shard {

        final NavigableMap<Long, Belief<Optional<Content>>> entries = new TreeMap<>();
        final Belief<Floor> floor = new Belief<>(Floor.NONE);

        Belief<Optional<Content>> entry(long sequence) {
            return entries.computeIfAbsent(sequence, absent -> new Belief<>(Optional.empty()));
        }

        /// The sequence after the last one that may be there.
        long end() {
            return entries.descendingMap().entrySet().stream()
                            .filter(entry -> entry.getValue().allowsOtherThan(Optional.empty()))
                            .mapToLong(Map.Entry::getKey)
                            .findFirst()
                            .orElse(-1)
                    + 1;
        }
    }
}
