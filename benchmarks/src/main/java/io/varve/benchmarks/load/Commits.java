package io.varve.benchmarks.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/// Members that commit offsets, each in a group of its own and one commit at a time, as consumers do. A record of the
/// result is a commit, and so is a byte of the pace.
public final class Commits implements Load, AutoCloseable {

    /// Sooner than a member is missed.
    private static final long HEARTBEAT_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final List<Member> members;
    private final int partitions;
    private long offset;

    private Commits(List<Member> members, int partitions) {
        this.members = List.copyOf(members);
        this.partitions = partitions;
    }

    /// @param partitions in each commit
    public static Commits of(InetSocketAddress node, String topic, int members, int partitions) throws Exception {
        var joined = new ArrayList<Member>();
        for (int i = 0; i < members; i++) {
            var member = new Member(node, "commits-" + i, topic);
            member.join();
            joined.add(member);
        }
        return new Commits(joined, partitions);
    }

    @Override
    public LoadResult run(Pace pace, Duration time, Tally tally) throws Exception {
        long endNanos = System.nanoTime() + time.toNanos();
        // What is committed anew would cost nothing.
        long from = offset;
        offset += 1L << 32;
        var tasks = new ArrayList<Callable<Void>>();
        for (int i = 0; i < members.size(); i++) {
            Member member = members.get(i);
            Pace share = pace.share(i, members.size());
            tasks.add(() -> commit(member, share, from, endNanos, tally));
        }
        Crew.run(tasks);
        return tally.result();
    }

    private Void commit(Member member, Pace pace, long from, long endNanos, Tally tally) throws Exception {
        Pace.Schedule schedule = pace.begin();
        long heartbeatNanos = System.nanoTime();
        for (long next = from; System.nanoTime() < endNanos; next++) {
            if (System.nanoTime() - heartbeatNanos > HEARTBEAT_NANOS) {
                heartbeatNanos = System.nanoTime();
                member.heartbeat();
            }
            long dueNanos = schedule.await(1);
            member.commit(partitions, next);
            tally.took(System.nanoTime() - dueNanos);
            tally.done(1, 1);
        }
        return null;
    }

    @Override
    public void close() throws IOException {
        for (Member member : members) {
            member.close();
        }
    }
}
