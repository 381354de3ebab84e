package io.varve.clients.groups;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;

/// Asks for the committed offsets of a group over and over, from a thread of its own, and keeps the answers.
final class OffsetWatch implements AutoCloseable {
    private static final long EVERY_NS = TimeUnit.MILLISECONDS.toNanos(100);

    private final Admin admin;
    private final String group;
    private final List<Observation> observations = new ArrayList<>(); // guarded by itself
    private final Thread thread = Thread.ofVirtual().unstarted(this::watch);
    private volatile boolean closing;

    private OffsetWatch(Admin admin, String group) {
        this.admin = admin;
        this.group = group;
    }

    /// The admin client stays the caller's.
    static OffsetWatch start(Admin admin, String group) {
        OffsetWatch watch = new OffsetWatch(admin, group);
        watch.thread.start();
        return watch;
    }

    List<Observation> observations() {
        synchronized (observations) {
            return List.copyOf(observations);
        }
    }

    /// The offsets by partition of the last answer.
    Map<Integer, Long> last() {
        synchronized (observations) {
            return observations.isEmpty() ? Map.of() : observations.getLast().offsets();
        }
    }

    private void watch() {
        while (!closing) {
            try {
                Observation observation = observe();
                synchronized (observations) {
                    observations.add(observation);
                }
            } catch (ExecutionException e) {
                // Nobody coordinates the group for now. The next question will tell.
                System.err.println(group + ": no committed offsets: " + e.getCause());
            } catch (InterruptedException e) {
                return;
            }
            LockSupport.parkNanos(EVERY_NS);
        }
    }

    private Observation observe() throws ExecutionException, InterruptedException {
        long askedMs = MemberLines.sentNowMs();
        Map<Integer, Long> offsets = new TreeMap<>();
        admin.listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get()
                .forEach((partition, committed) -> {
                    if (committed != null) {
                        offsets.put(partition.partition(), committed.offset());
                    }
                });
        return new Observation(askedMs, MemberLines.answeredNowMs(), offsets);
    }

    @Override
    public void close() throws InterruptedException {
        closing = true;
        thread.interrupt();
        thread.join();
    }
}
