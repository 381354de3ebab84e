package io.varve.simulation.disk;

import io.varve.storage.ObjectInfo;
import io.varve.storage.ObjectNotFoundException;
import io.varve.storage.ObjectStore;
import io.varve.storage.Payload;
import io.varve.storage.StoreException;
import io.varve.storage.file.FileObjectStore;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// A folder of few objects, so that keys are deleted and created again all the time.
final class ObjectTenant implements DiskTenant {

    private static final List<String> KEYS =
            List.of("a", "wal/1/x", "wal/1/y", "wal/2/x", "wal/2/deep/er/y", "journal/0001", "journal/0002");
    private static final int MAX_BYTES = 10_000;
    private static final int SMALL_BYTES = 100;
    private static final int LARGE_BYTES = 3000;

    private final RandomGenerator random;
    private final String folder;
    private final Map<String, Belief<Optional<Content>>> objects = new TreeMap<>();
    private @Nullable ObjectStore store;
    private int written;

    ObjectTenant(RandomGenerator random, String folder) {
        this.random = random;
        this.folder = folder;
    }

    @Override
    public void open(Mount mount) {
        store = FileObjectStore.open(mount.getPath(folder), random::nextLong);
    }

    private Belief<Optional<Content>> object(String key) {
        return objects.computeIfAbsent(key, absent -> new Belief<>(Optional.empty()));
    }

    private ObjectStore store() {
        return Objects.requireNonNull(store, "not open");
    }

    @Override
    public void verify(boolean settled) {
        var found = new TreeMap<String, Optional<Content>>();
        KEYS.forEach(key -> found.put(key, look(key)));
        list();
        if (settled) {
            found.forEach((key, seen) -> object(key).is(seen));
        }
    }

    @Override
    public void step() {
        String key = KEYS.get(random.nextInt(KEYS.size()));
        try {
            switch (random.nextInt(10)) {
                case 0, 1 -> look(key);
                case 2 -> list();
                case 3, 4 -> delete(key);
                default -> create(key);
            }
        } catch (StoreException e) {
            if (e.kind() == StoreException.Kind.CORRUPT) {
                throw new Violation("an object is damaged", e);
            }
        }
    }

    private void create(String key) {
        Belief<Optional<Content>> object = object(key);
        boolean mayBeFree = object.allows(Optional.empty());
        boolean mayBeTaken = object.allowsOtherThan(Optional.empty());
        Optional<Content> mine = Optional.of(content());
        object.mayBe(mine);
        switch (store().create(key, payload(mine.get()))) {
            case CREATED -> {
                demand(mayBeFree, key + " was created twice");
                object.is(mine);
            }
            case EXISTS -> {
                demand(mayBeTaken, key + " exists, and nobody created it");
                object.isNot(mine);
                object.isNot(Optional.empty());
            }
        }
    }

    private Optional<Content> look(String key) {
        Optional<Content> seen = read(key);
        Violation.unlessAllowed(key, object(key), seen);
        Optional<ObjectInfo> info = store().head(key);
        demand(info.isPresent() == seen.isPresent(), key + " is " + seen + ", and its head " + info);
        if (seen.isPresent()) {
            demand(
                    info.get().sizeBytes() == seen.get().bytes().length
                            && info.get().crc32c().orElseThrow()
                                    == payload(seen.get()).crc32c(),
                    "the head of " + key + " is " + info + ", and the object " + seen);
        }
        return seen;
    }

    private Optional<Content> read(String key) {
        try {
            ByteBuffer bytes = store().readAll(key, MAX_BYTES);
            return Optional.of(Content.of(bytes));
        } catch (ObjectNotFoundException e) {
            return Optional.empty();
        }
    }

    private void list() {
        List<String> listed = store().list("", "", 2 * KEYS.size()).objects().stream()
                .map(ObjectInfo::key)
                .toList();
        demand(KEYS.containsAll(listed), "nobody wrote all of " + listed);
        KEYS.forEach(key -> demand(
                listed.contains(key)
                        ? object(key).allowsOtherThan(Optional.empty())
                        : object(key).allows(Optional.empty()),
                "the listing is " + listed + ", and " + key + " can only be " + object(key)));
    }

    private void delete(String first) {
        var keys = new ArrayList<>(List.of(first));
        if (random.nextBoolean()) {
            keys.add(KEYS.get(random.nextInt(KEYS.size())));
        }
        keys.forEach(key -> object(key).mayBe(Optional.empty()));
        store().delete(keys);
        keys.forEach(key -> object(key).is(Optional.empty()));
    }

    private Content content() {
        return Content.of(written++, random.nextInt(random.nextInt(10) == 0 ? LARGE_BYTES : SMALL_BYTES));
    }

    private static Payload payload(Content content) {
        return Payload.of(content.bytes());
    }

    private static void demand(boolean holds, String otherwise) {
        if (!holds) {
            throw new Violation(otherwise);
        }
    }

    @Override
    public void close() {
        if (store != null) {
            store.close();
            store = null;
        }
    }
}
