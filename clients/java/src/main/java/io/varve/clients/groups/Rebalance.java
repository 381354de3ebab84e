package io.varve.clients.groups;

import io.varve.clients.Acknowledgement;
import io.varve.clients.AcknowledgementLog;
import io.varve.clients.Connections;
import io.varve.clients.Options;
import io.varve.clients.Options.UsageException;
import io.varve.clients.groups.GroupCheck.Verdict;
import io.varve.clients.groups.GroupRun.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/// Groups of all clients consume one topic at once while records flow into it and members come, die and restart; see
/// [GroupRun]. When the flow has stopped, [GroupCheck] says whether all went well.
public final class Rebalance {
    private static final String USAGE = """
            rebalance HOST:PORT[,HOST:PORT] [--only CLIENT[,CLIENT]...] [--records N] [--rate RECORDS_A_SECOND]
                      [--partitions N] [--source FILE[.gz]] [--disturbed true|false] [--until FILE] [--folder DIR]
            """;

    private static final int VIOLATED = 1;
    private static final int MISUSED = 2;

    private final Setting setting;
    private final List<GroupClient> clients;
    /// With it the records flow until there is a file of this name.
    private final @Nullable Path until;

    private final Path acknowledgements;
    private final List<String> loadCommand;

    private Rebalance(Options options) {
        Path programs = Path.of(options.required("clients"));
        Path folder = Path.of(options.required("folder"));
        this.setting = new Setting(
                options.required("bootstrap"),
                "rebalance-" + Long.toHexString(System.currentTimeMillis()),
                Math.toIntExact(options.number("partitions", 12)),
                programs,
                folder,
                options.flag("disturbed", false));
        this.clients = clients(options.orElse("only", ""));
        String end = options.orElse("until", "");
        this.until = end.isEmpty() ? null : Path.of(end);
        this.acknowledgements = folder.resolve("acks");
        this.loadCommand = new ArrayList<>(List.of(
                programs.resolve("java/run").toString(),
                "CrashLoad",
                "produce",
                "--bootstrap",
                setting.bootstrap(),
                "--topic",
                setting.topic(),
                "--producers",
                "2",
                "--records",
                Long.toString(options.number("records", 100_000)),
                "--rate",
                Long.toString(options.number("rate", 500)),
                "--source",
                options.required("source"),
                "--acks-log",
                acknowledgements.toString()));
        if (until != null) {
            loadCommand.addAll(List.of("--until", until.toString()));
        }
        options.refuseOthers();
    }

    public static void main(String[] args) throws Exception {
        Rebalance rebalance;
        try {
            rebalance = new Rebalance(new Options(List.of(args)));
        } catch (UsageException e) {
            System.err.println(e.getMessage());
            System.err.print(USAGE);
            System.exit(MISUSED);
            return;
        }
        System.exit(rebalance.run() ? 0 : VIOLATED);
    }

    private static List<GroupClient> clients(String only) {
        if (only.isEmpty()) {
            return List.of(GroupClient.values());
        }
        try {
            return Arrays.stream(only.split(",", -1)).map(GroupClient::named).toList();
        } catch (IllegalArgumentException e) {
            throw new UsageException(e.getMessage() + "; there are "
                    + Arrays.stream(GroupClient.values())
                            .map(GroupClient::label)
                            .collect(Collectors.joining(", ")));
        }
    }

    private boolean run() throws Exception {
        Files.createDirectories(setting.folder());
        try (Admin admin = Connections.admin(setting.bootstrap())) {
            admin.createTopics(List.of(new NewTopic(setting.topic(), setting.partitions(), (short) 1)))
                    .all()
                    .get();
            System.out.println("topic " + setting.topic());
            Process load = startLoad();
            Runtime.getRuntime().addShutdownHook(new Thread(load::destroyForcibly));
            List<GroupRun> groups = new ArrayList<>();
            for (GroupClient client : clients) {
                GroupRun group = new GroupRun(setting, client, admin);
                Runtime.getRuntime().addShutdownHook(new Thread(() -> closeHard(group)));
                groups.add(group);
            }
            try {
                return run(groups, load, admin);
            } finally {
                for (GroupRun group : groups) {
                    group.close();
                }
            }
        }
    }

    private boolean run(List<GroupRun> groups, Process load, Admin admin) throws Exception {
        Map<GroupRun, String> failures = new HashMap<>();
        forEach(groups, failures, GroupRun::join);
        System.out.println("joined");
        forEach(groups, failures, group -> group.change(() -> load.isAlive() && !isOver()));
        boolean flowed = load.isAlive() || isOver();
        int ended = load.waitFor();
        Map<Integer, Long> ends = ends(admin);
        forEach(groups, failures, group -> group.finish(ends));

        List<Acknowledgement> log = AcknowledgementLog.read(acknowledgements);
        boolean good = true;
        for (GroupRun group : groups) {
            good &= report(group, group.verdict(log, ends), failures.get(group));
        }
        if (ended != 0) {
            System.out.println("the load ended with " + ended);
            good = false;
        }
        if (!flowed && (until != null || !setting.disturbed())) {
            System.out.println("the records were all written before the members' changes were over: lower the rate");
            good = false;
        }
        System.out.println(good ? "OK" : "FAILED, what the members said is in " + setting.folder());
        return good;
    }

    private boolean isOver() {
        return until != null && Files.exists(until);
    }

    private interface Step {
        void take(GroupRun group) throws InterruptedException;
    }

    /// Takes a step with all groups at once that have not failed, and waits for the last.
    private static void forEach(List<GroupRun> groups, Map<GroupRun, String> failures, Step step)
            throws InterruptedException {
        Map<GroupRun, Future<?>> steps = new HashMap<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (GroupRun group : groups) {
                if (!failures.containsKey(group)) {
                    steps.put(group, threads.submit(() -> {
                        step.take(group);
                        return null;
                    }));
                }
            }
        }
        for (Map.Entry<GroupRun, Future<?>> taken : steps.entrySet()) {
            try {
                taken.getValue().get();
            } catch (ExecutionException e) {
                failures.put(taken.getKey(), String.valueOf(e.getCause().getMessage()));
            }
        }
    }

    private static boolean report(GroupRun group, Verdict verdict, String failure) {
        boolean good = verdict.isOk() && failure == null;
        System.out.printf(
                "%-18s killed=%d gave-up=%d static-restarts=%d records=%d repeated=%d commits=%d observations=%d violations=%d %s%n",
                group.client().label(),
                group.kills(),
                group.gaveUp(),
                group.staticRestarts(),
                verdict.records(),
                verdict.repeated(),
                verdict.commits(),
                verdict.observations(),
                verdict.violationCount(),
                good ? "OK" : "FAILED");
        System.out.println("    " + group.notes());
        if (failure != null) {
            System.out.println("    " + failure);
        }
        verdict.violations().forEach(violation -> System.out.println("    " + violation));
        return good;
    }

    private Process startLoad() throws IOException {
        return new ProcessBuilder(loadCommand)
                .redirectErrorStream(true)
                .redirectOutput(setting.folder().resolve("load.log").toFile())
                .start();
    }

    private Map<Integer, Long> ends(Admin admin) throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetSpec> latest = IntStream.range(0, setting.partitions())
                .mapToObj(partition -> new TopicPartition(setting.topic(), partition))
                .collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest()));
        Map<Integer, Long> ends = new TreeMap<>();
        admin.listOffsets(latest)
                .all()
                .get()
                .forEach((partition, end) -> ends.put(partition.partition(), end.offset()));
        return ends;
    }

    /// Whatever ends this program, no member outlives it.
    private static void closeHard(GroupRun group) {
        try {
            group.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
