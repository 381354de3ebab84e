package io.varve.storage.decorator;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/// Counts what was asked of a store: every request, also those that failed. Thread-safe; counts only grow.
public final class StoreMeter {

    /// The most keys that a store lists or deletes in one request.
    static final int KEYS_PER_REQUEST = 1000;

    private final Map<Request, LongAdder> requests = new EnumMap<>(Request.class);
    private final Map<Request, LongAdder> failures = new EnumMap<>(Request.class);
    private final LongAdder bytesWritten = new LongAdder();
    private final LongAdder bytesRead = new LongAdder();

    public StoreMeter() {
        for (Request request : Request.values()) {
            requests.put(request, new LongAdder());
            failures.put(request, new LongAdder());
        }
    }

    /// What stores charge for by the piece.
    public enum Request {
        CREATE,
        READ,
        HEAD,
        LIST,
        DELETE
    }

    /// The counts at one moment; counts of one request that is under way may be missing in part.
    ///
    /// @param bytesWritten of creates that were answered, whether the key was free or not
    public record Counts(Map<Request, Long> requests, Map<Request, Long> failures, long bytesWritten, long bytesRead) {

        public Counts {
            requests = Map.copyOf(requests);
            failures = Map.copyOf(failures);
        }

        public long of(Request request) {
            return requests.getOrDefault(request, 0L);
        }

        public long total() {
            return requests.values().stream().mapToLong(Long::longValue).sum();
        }

        /// What came after the earlier counts.
        public Counts since(Counts earlier) {
            return new Counts(
                    difference(requests, earlier.requests),
                    difference(failures, earlier.failures),
                    bytesWritten - earlier.bytesWritten,
                    bytesRead - earlier.bytesRead);
        }

        private static Map<Request, Long> difference(Map<Request, Long> later, Map<Request, Long> earlier) {
            Map<Request, Long> difference = new EnumMap<>(Request.class);
            later.forEach((request, count) -> difference.put(request, count - earlier.getOrDefault(request, 0L)));
            return difference;
        }
    }

    public Counts counts() {
        return new Counts(sums(requests), sums(failures), bytesWritten.sum(), bytesRead.sum());
    }

    void requested(Request request, long count) {
        adder(requests, request).add(count);
    }

    void failed(Request request) {
        adder(failures, request).increment();
    }

    void wrote(long bytes) {
        bytesWritten.add(bytes);
    }

    void read(long bytes) {
        bytesRead.add(bytes);
    }

    private static LongAdder adder(Map<Request, LongAdder> adders, Request request) {
        return Objects.requireNonNull(adders.get(request));
    }

    private static Map<Request, Long> sums(Map<Request, LongAdder> adders) {
        Map<Request, Long> sums = new EnumMap<>(Request.class);
        adders.forEach((request, adder) -> sums.put(request, adder.sum()));
        return sums;
    }
}
