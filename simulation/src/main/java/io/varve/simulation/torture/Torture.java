package io.varve.simulation.torture;

import io.varve.simulation.history.Checker;
import io.varve.simulation.history.HistoryReader;
import io.varve.simulation.history.HistoryWriter;
import io.varve.simulation.history.Isolation;
import io.varve.simulation.history.ProducerKind;
import io.varve.simulation.history.Verdict;
import io.varve.simulation.torture.FaultPlan.Planned;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// One run: a cluster of its own, clients that use it, faults, and the judgement of what the clients saw.
///
/// ```
///   start --> load and faults --> heal, serve again --> load ends --> read everything --> verdict
/// ```
final class Torture {

    private static final Duration START = Duration.ofSeconds(60);
    private static final long POLL_NS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final int TRANSACTORS = 12;
    private static final int COPIERS = 4;
    private static final List<ProducerKind> ALONE = List.of(
            ProducerKind.IDEMPOTENT,
            ProducerKind.IDEMPOTENT,
            ProducerKind.IDEMPOTENT,
            ProducerKind.IDEMPOTENT,
            ProducerKind.PLAIN,
            ProducerKind.PLAIN,
            ProducerKind.ONE_IN_FLIGHT);

    /// Transactions stand between records of others.
    private static final List<ProducerKind> BESIDE_TRANSACTIONS = List.of(ProducerKind.IDEMPOTENT, ProducerKind.PLAIN);

    private static final List<String> NODES = List.of(Cluster.INGEST_A, Cluster.INGEST_B, Cluster.READER);

    private final Plan plan;
    private final Cluster.Program program;
    private final Path historyFile;
    private final Progress progress;

    /// @param time with faults
    /// @param ratePerSecond records of all producers together, at most, but of those of transactions
    /// @param transactions whether most producers send transactions
    record Plan(long seed, Duration time, int ratePerSecond, boolean transactions) {}

    Torture(Plan plan, Cluster.Program program, Path historyFile, Progress progress) {
        this.plan = plan;
        this.program = program;
        this.historyFile = historyFile;
        this.progress = progress;
    }

    Verdict run() throws Exception {
        progress.say("starting MinIO, Dynalite, Toxiproxy, two ingest nodes and a reader");
        try (var history = new HistoryWriter(historyFile);
                var cluster = Cluster.start(program)) {
            awaitStart(cluster);
            Topics.create(cluster.ingestAddresses());
            var load = new Load(history, plan.seed());
            torment(cluster, load);
        }
        progress.say("checking the history");
        var checker = new Checker();
        HistoryReader.read(historyFile, checker::accept);
        return checker.verdict();
    }

    private static void awaitStart(Cluster cluster) {
        long deadlineNs = System.nanoTime() + START.toNanos();
        while (!cluster.nodes().stream().allMatch(NodeProcess::isServing)) {
            if (System.nanoTime() > deadlineNs || cluster.nodes().stream().anyMatch(node -> node.failedStarts() > 0)) {
                throw new IllegalStateException("not all nodes serve; their logs say why");
            }
            LockSupport.parkNanos(POLL_NS);
        }
    }

    private void torment(Cluster cluster, Load load) throws Exception {
        try (var senders = new Crew();
                var readers = new Crew()) {
            send(cluster, load, senders);
            read(cluster, load, readers);
            List<Planned> faults = FaultPlan.draw(plan.seed(), plan.time(), NODES);
            progress.say("load begins, with " + faults.size() + " faults in "
                    + plan.time().toSeconds() + " s");
            var nemesis = new Nemesis(cluster, load);
            nemesis.carryOut(faults, plan.time());
            progress.say("all faults are over: " + nemesis.hits() + " met a live process under load; "
                    + load.acknowledged() + " records acknowledged");
            boolean recovered = new Recovery(cluster, load).await();
            progress.say(recovered ? "all nodes serve again" : "NOT all nodes serve again");
            load.stopSending();
            senders.join();
            load.stopReading();
            readers.join();
            long read = new FinalRead("final", load.history()).from(cluster.address(Cluster.READER), Cluster.READER);
            progress.say(load.acknowledged() + " records acknowledged, " + read + " read at the end");
        }
    }

    private void send(Cluster cluster, Load load, Crew senders) {
        List<ProducerKind> kinds = plan.transactions() ? BESIDE_TRANSACTIONS : ALONE;
        int rate = plan.ratePerSecond() / kinds.size();
        for (int i = 0; i < kinds.size(); i++) {
            senders.start(new Sender("producer-" + i, kinds.get(i), target(cluster, i), rate, load));
        }
        if (plan.transactions()) {
            for (int i = 0; i < TRANSACTORS; i++) {
                senders.start(new Transactor("transactor-" + i, null, target(cluster, i), load));
            }
            for (int i = 0; i < COPIERS; i++) {
                var copied = new Transactor.Copied("copies-" + i, Topics.every(COPIERS, i));
                senders.start(new Transactor("copier-" + i, copied, target(cluster, i), load));
            }
        }
    }

    private static Target target(Cluster cluster, int number) {
        return new Target(cluster.ingestAddresses(), number % 2 == 0 ? Cluster.INGEST_A : Cluster.INGEST_B);
    }

    private void read(Cluster cluster, Load load, Crew readers) {
        String all = cluster.ingestAddresses() + "," + cluster.address(Cluster.READER);
        // Where there are transactions, half of the consumers must not see those that are not committed.
        Isolation some = plan.transactions() ? Isolation.READ_COMMITTED : Isolation.READ_UNCOMMITTED;
        Isolation others = Isolation.READ_UNCOMMITTED;
        readers.start(new Follower("follower-0", all, Cluster.READER, some, load));
        readers.start(new Follower("follower-1", cluster.address(Cluster.INGEST_B), Cluster.INGEST_B, others, load));
        readers.start(new Seeker("seeker-0", all, Cluster.READER, some, load));
        if (plan.transactions()) {
            readers.start(new Seeker("seeker-1", all, Cluster.INGEST_A, others, load));
            readers.start(new Follower("follower-2", cluster.address(Cluster.INGEST_A), Cluster.INGEST_A, some, load));
        }
        readers.start(new EndWatch("ends-0", cluster.address(Cluster.INGEST_A), Cluster.INGEST_A, load));
        readers.start(new EndWatch("ends-1", cluster.address(Cluster.INGEST_B), Cluster.INGEST_B, load));
        readers.start(new EndWatch("ends-2", cluster.address(Cluster.READER), Cluster.READER, load));
    }
}
