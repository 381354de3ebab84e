package io.varve.benchmarks.groups;

import io.varve.benchmarks.load.Member;
import io.varve.benchmarks.load.Topics;
import io.varve.benchmarks.node.Ground;
import io.varve.benchmarks.node.Machine;
import io.varve.benchmarks.node.MeasuredNode;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `varve bench groups`.
@Command(
        name = "groups",
        description = {
            "Fills a node with groups, kills it, and measures until a new one coordinates them all again.",
            "Members speak KIP-848, and each has a connection of its own."
        },
        sortOptions = false)
public final class GroupsCommand implements Callable<Integer> {

    private static final String TOPIC = "groups";
    private static final double MIB = 1 << 20;
    private static final double MILLIS_PER_SECOND = 1000;

    @Option(names = "--groups", description = "Default: ${DEFAULT-VALUE}", defaultValue = "5000")
    private int groups;

    @Option(
            names = "--members",
            description = "Of all groups together. Default: ${DEFAULT-VALUE}",
            defaultValue = "10000")
    private int members;

    @Option(names = "--services", description = "MinIO and Dynalite instead of a folder.")
    private boolean services;

    private final Path launcher;

    /// @param launcher the program `varve`
    public GroupsCommand(Path launcher) {
        this.launcher = launcher;
    }

    @Override
    public Integer call() throws Exception {
        try (Ground ground = services ? Ground.services() : Ground.embedded()) {
            List<Member> all = new ArrayList<>();
            try (MeasuredNode first = MeasuredNode.start(launcher, ground.settings())) {
                Topics.create(first.bootstrap(), TOPIC, 2);
                for (int i = 0; i < members; i++) {
                    all.add(new Member(first.kafka(), "group-" + i % groups, TOPIC));
                }
                say(members + " members of " + groups + " groups join", took(all, Member::join));
                say("each sends a heartbeat", took(all, Member::heartbeat));
                sayHeap(first);
                first.kill();
            }
            long beganNanos = System.nanoTime();
            try (MeasuredNode next = MeasuredNode.start(launcher, ground.settings())) {
                say("the node is killed, another is ready", since(beganNanos));
                InetSocketAddress kafka = next.kafka();
                Duration served = took(all, member -> {
                    member.reconnect(kafka);
                    member.heartbeat();
                });
                say("and every member has connected and has a heartbeat accepted", served);
                say("together", since(beganNanos));
                sayHeap(next);
            }
            for (Member member : all) {
                member.close();
            }
            System.out.printf(Locale.ROOT, "load average %.1f%n", Machine.loadAverage());
        }
        return 0;
    }

    private interface Step {
        void take(Member member) throws Exception;
    }

    /// How long it takes until all members have taken a step, all at once.
    private static Duration took(List<Member> members, Step step) throws Exception {
        long beganNanos = System.nanoTime();
        List<Future<?>> steps = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Member member : members) {
                steps.add(threads.submit(() -> {
                    step.take(member);
                    return null;
                }));
            }
        }
        for (Future<?> taken : steps) {
            taken.get();
        }
        return since(beganNanos);
    }

    private static Duration since(long beganNanos) {
        return Duration.ofNanos(System.nanoTime() - beganNanos);
    }

    private static void say(String what, Duration took) {
        System.out.printf(Locale.ROOT, "%-64s %6.1f s%n", what, took.toMillis() / MILLIS_PER_SECOND);
    }

    private static void sayHeap(MeasuredNode node) throws Exception {
        System.out.printf(
                Locale.ROOT, "%-64s %6.0f MiB%n", "the node's heap, after a full collection", node.heapBytes() / MIB);
    }
}
