package io.varve.clients.groups;

import io.varve.clients.Acknowledgement;
import io.varve.clients.groups.GroupCheck.Scope;
import io.varve.clients.groups.GroupCheck.Verdict;
import io.varve.clients.groups.MemberLine.Assigned;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;

/// What one group of one client goes through: three members come, one of them static; a dynamic one is killed and
/// another takes its place; the static one is restarted. At the end all leave when everything is committed.
///
/// For one thread, and another that closes it.
final class GroupRun implements AutoCloseable {
    private static final long LOOK_EVERY_NS = TimeUnit.MILLISECONDS.toNanos(50);
    /// For a killed member to be missed, which takes a session, and for the rebalance that follows. Counts
    /// from when coordinators no longer go away: each gives all members a new session, so the killed may
    /// not be missed before.
    private static final long SETTLE_NS = TimeUnit.SECONDS.toNanos(120);

    private static final long CALM_NS = TimeUnit.SECONDS.toNanos(20);
    private static final long NO_PROGRESS_NS = TimeUnit.SECONDS.toNanos(60);
    private static final String STATIC = "s";

    /// In how many groups members start at a time: on a busy machine a static one could take longer to come back
    /// than its session, which is then over.
    private static final Semaphore STARTS = new Semaphore(3, true);

    private final Setting setting;
    private final GroupClient client;
    private final String group;
    private final OffsetWatch watch;
    private final Map<String, MemberProcess> members = new LinkedHashMap<>(); // the living
    private final List<MemberProcess> all = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private int dynamicMembers;
    private int staticRestarts;
    private int kills;
    private int gaveUp;
    private boolean closed;

    /// How often the others had been assigned something when the static member was restarted last.
    private final Map<MemberProcess, Integer> assignmentsBefore = new HashMap<>();

    /// @param clients the folder of the clients' programs
    /// @param folder where members' files go
    /// @param disturbed whether coordinators go away meanwhile, so that Kafka no longer promises who is left in
    /// peace
    record Setting(String bootstrap, String topic, int partitions, Path clients, Path folder, boolean disturbed) {}

    GroupRun(Setting setting, GroupClient client, Admin admin) {
        this.setting = setting;
        this.client = client;
        this.group = setting.topic() + "-" + client.label();
        this.watch = OffsetWatch.start(admin, group);
    }

    GroupClient client() {
        return client;
    }

    int kills() {
        return kills;
    }

    /// How many members ended by themselves, each of which was started again.
    int gaveUp() {
        return gaveUp;
    }

    int staticRestarts() {
        return staticRestarts;
    }

    /// What took how long.
    String notes() {
        return String.join(", ", notes);
    }

    /// Starts the members and waits until they share the partitions.
    void join() throws InterruptedException {
        starting("join", () -> false, () -> {
            startDynamic();
            startDynamic();
            if (client.hasStaticMembers()) {
                start(STATIC + 0, STATIC);
            } else {
                startDynamic();
            }
        });
    }

    /// Goes through the changes once, and if coordinators go away, over and over while the records flow.
    void change(BooleanSupplier flowing) throws InterruptedException {
        BooleanSupplier disturbed = () -> setting.disturbed() && flowing.getAsBoolean();
        do {
            // Time in which nobody comes or goes, to see how soon the group recovers from other things.
            calm(disturbed);
            killOne(disturbed);
            if (client.hasStaticMembers()) {
                restartStatic(disturbed);
            }
        } while (disturbed.getAsBoolean());
    }

    private void calm(BooleanSupplier disturbed) {
        long endNs = System.nanoTime() + CALM_NS;
        while (disturbed.getAsBoolean() && System.nanoTime() < endNs) {
            long beganMs = System.currentTimeMillis();
            if (supervise()) {
                awaitSettled("with one started again", disturbed, beganMs);
            }
            LockSupport.parkNanos(LOOK_EVERY_NS);
        }
    }

    /// Waits until everything is committed, and lets the members leave.
    void finish(Map<Integer, Long> ends) throws InterruptedException {
        awaitCommitted(ends);
        requirePeace();
        boolean mayHang = setting.disturbed() && client.mayFetchForEver();
        for (MemberProcess member : members.values()) {
            if (!member.leave(mayHang)) {
                gaveUp++;
            }
        }
        watch.close();
    }

    Verdict verdict(List<Acknowledgement> acknowledgements, Map<Integer, Long> ends) {
        GroupCheck check = new GroupCheck(acknowledgements, ends, client.generations());
        all.forEach(member -> check.member(member.name(), member.log().lines()));
        check.observed(watch.observations());
        return check.verdict();
    }

    private void startDynamic() {
        start("d" + dynamicMembers++, "");
    }

    // One lock with close(): no member starts after the others were killed.
    private synchronized void start(String name, String instanceId) {
        if (closed) {
            throw new GroupFailure("the run is over");
        }
        List<String> command =
                client.command(setting.clients(), setting.bootstrap(), setting.topic(), group, instanceId);
        MemberProcess member = MemberProcess.start(client.label() + "." + name, command, setting.folder());
        members.put(name, member);
        all.add(member);
    }

    private void killOne(BooleanSupplier disturbed) throws InterruptedException {
        String oldest = members.keySet().stream()
                .filter(name -> !name.startsWith(STATIC))
                .findFirst()
                .orElseThrow();
        long beganMs = System.currentTimeMillis();
        members.remove(oldest).kill();
        kills++;
        awaitSettled("without the killed", disturbed, beganMs);
        starting("with another", disturbed, this::startDynamic);
    }

    private void restartStatic(BooleanSupplier disturbed) throws InterruptedException {
        MemberProcess before = members.remove(STATIC + staticRestarts);
        List<Integer> had = assigned(before).partitions();
        assignmentsBefore.clear();
        members.values()
                .forEach(member ->
                        assignmentsBefore.put(member, member.log().assignments().size()));
        starting("static restart", disturbed, () -> {
            before.leave(false);
            start(STATIC + ++staticRestarts, STATIC);
        });
        List<Integer> has = assigned(members.get(STATIC + staticRestarts)).partitions();
        if (!setting.disturbed() && !has.equals(had)) {
            throw new GroupFailure("the static member had " + had + " and came back to " + has);
        }
    }

    private interface Start {
        void run() throws InterruptedException;
    }

    private void starting(String what, BooleanSupplier disturbed, Start start) throws InterruptedException {
        STARTS.acquire();
        try {
            long beganMs = System.currentTimeMillis();
            start.run();
            awaitSettled(what, disturbed, beganMs);
        } finally {
            STARTS.release();
        }
    }

    /// Nobody else was rebalanced on account of the static member, except where it asks for that itself;
    /// partitions were not taken from anybody even then.
    private void requirePeace() {
        if (setting.disturbed()) {
            return;
        }
        assignmentsBefore.forEach((member, before) -> {
            List<Assigned> assignments = member.log().assignments();
            Assigned last = assignments.get(before - 1);
            for (Assigned since : assignments.subList(before, assignments.size())) {
                // Some clients tell of the same assignment again.
                boolean sameGeneration =
                        since.generation() == last.generation() || client.rebalancesAsReturningLeader();
                if (!sameGeneration || !since.partitions().equals(last.partitions())) {
                    throw new GroupFailure(member.name() + " was rebalanced when the static member restarted");
                }
            }
        });
    }

    /// Until the living members have all partitions, each to one of them and none without any.
    private void awaitSettled(String what, BooleanSupplier disturbed, long beganMs) {
        long deadlineNs = System.nanoTime() + SETTLE_NS;
        while (!isSettled()) {
            supervise();
            if (disturbed.getAsBoolean()) {
                deadlineNs = System.nanoTime() + SETTLE_NS;
            }
            if (System.nanoTime() > deadlineNs) {
                throw new GroupFailure(what + ": the members have not come to share the partitions: " + shares());
            }
            LockSupport.parkNanos(LOOK_EVERY_NS);
        }
        Span change = new Span(beganMs, System.currentTimeMillis());
        write(change);
        notes.add("%s %.1f s".formatted(what, (change.endMs() - beganMs) / 1e3));
    }

    private void write(Span change) {
        try {
            Files.writeString(
                    setting.folder().resolve(client.label() + ".changes"),
                    change.line() + "\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean isSettled() {
        List<Integer> given = new ArrayList<>();
        Set<Integer> generations = new HashSet<>();
        for (MemberProcess member : members.values()) {
            Assigned assigned = assigned(member);
            if (assigned.partitions().isEmpty()) {
                return false;
            }
            given.addAll(assigned.partitions());
            generations.add(assigned.generation());
        }
        boolean ofOneGeneration = generations.size() == 1 || client.generations() == Scope.PARTITION;
        return ofOneGeneration
                && given.size() == setting.partitions()
                && given.stream().distinct().count() == setting.partitions();
    }

    private static Assigned assigned(MemberProcess member) {
        List<Assigned> assignments = member.log().assignments();
        return assignments.isEmpty() ? new Assigned(0, MemberLine.UNKNOWN, List.of()) : assignments.getLast();
    }

    private Map<String, List<Integer>> shares() {
        Map<String, List<Integer>> shares = new LinkedHashMap<>();
        members.values()
                .forEach(member -> shares.put(member.name(), assigned(member).partitions()));
        return shares;
    }

    private void awaitCommitted(Map<Integer, Long> ends) {
        Map<Integer, Long> last = watch.last();
        long progressNs = System.nanoTime();
        while (!last.entrySet().containsAll(ends.entrySet())) {
            supervise();
            LockSupport.parkNanos(LOOK_EVERY_NS);
            Map<Integer, Long> now = watch.last();
            if (!now.equals(last)) {
                progressNs = System.nanoTime();
            } else if (System.nanoTime() - progressNs > NO_PROGRESS_NS) {
                throw new GroupFailure("nothing more is committed after " + last + ", the log ends at " + ends);
            }
            last = now;
        }
    }

    /// Whoever runs applications starts them again when they give up, as some clients do when a coordinator stands
    /// still for longer than a session. In a run that is not disturbed nobody has a reason to.
    ///
    /// @return whether one was started
    private boolean supervise() {
        boolean started = false;
        for (String name : List.copyOf(members.keySet())) {
            MemberProcess member = members.get(name);
            if (member.isAlive()) {
                continue;
            }
            if (!setting.disturbed()) {
                throw new GroupFailure(member.name() + " has ended by itself: " + member.lastWords());
            }
            members.remove(name);
            gaveUp++;
            started = true;
            if (name.startsWith(STATIC)) {
                start(STATIC + ++staticRestarts, STATIC);
            } else {
                startDynamic();
            }
        }
        return started;
    }

    /// Kills whoever is left.
    @Override
    public synchronized void close() throws InterruptedException {
        closed = true;
        for (MemberProcess member : all) {
            member.kill();
        }
        watch.close();
    }
}
