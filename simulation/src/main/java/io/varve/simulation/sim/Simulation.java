package io.varve.simulation.sim;

import io.varve.compactor.CompactorCounts;
import io.varve.core.TopicId;
import io.varve.core.TopicIdPartition;
import io.varve.log.read.FetchPosition;
import io.varve.log.read.IsolationLevel;
import io.varve.log.read.PartitionRead;
import io.varve.log.read.ReadBatch;
import io.varve.log.read.ReadRequest;
import io.varve.simulation.check.Book;
import io.varve.simulation.check.BucketContents;
import io.varve.simulation.check.Compacting;
import io.varve.simulation.check.Coordinating;
import io.varve.simulation.check.Ledger;
import io.varve.simulation.check.Leftovers;
import io.varve.simulation.check.Replay;
import io.varve.simulation.check.Tap;
import io.varve.simulation.check.TransactionBook;
import io.varve.simulation.cluster.ClusterPlan;
import io.varve.simulation.cluster.Serving;
import io.varve.simulation.cluster.SimulatedNode;
import io.varve.simulation.load.Follower;
import io.varve.simulation.load.Group;
import io.varve.simulation.load.IdempotentProducer;
import io.varve.simulation.load.PlainProducer;
import io.varve.simulation.load.Producer;
import io.varve.simulation.load.Seeker;
import io.varve.simulation.load.Surroundings;
import io.varve.simulation.load.TopicOwner;
import io.varve.simulation.load.TransactionalClient;
import io.varve.simulation.world.Bucket;
import io.varve.simulation.world.Table;
import io.varve.simulation.world.Violation;
import io.varve.simulation.world.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import org.apache.kafka.common.TopicPartition;

/// One world from its beginning to its audit.
///
/// ```
///   nodes and topics --> load under faults --> healed: all is acknowledged --> all is read --> audit
/// ```
public final class Simulation {

    private static final long SECOND = 1_000_000_000L;

    /// How long a healed cluster may take for anything.
    private static final long PATIENCE_NANOS = 600 * SECOND;

    /// A world that does not end by then hangs.
    private static final long MAX_EVENTS = 2_000_000;

    /// What is damaged on its way to a node stays so for a while.
    private static final int MAX_DAMAGED_READS = 10;

    /// How long it may take from the last change until what nobody names is deleted.
    private static final long SWEPT_WITHIN_NANOS = 240 * SECOND;

    private static final int LOOK_SECONDS = 5;

    /// So often something is changed to have what is left over swept.
    private static final int MAX_CHANGES = 4;

    /// As the stores of a world name it.
    private static final Pattern GROUP_APPEND = Pattern.compile("append group-|create journal/group-");

    private static final int NODES = 3;
    private static final int WRITERS = 2;
    private static final int TOPICS = 3;
    private static final int PARTITIONS = 2;
    private static final int FAULTY_SECONDS = 60;

    /// Topics of one partition whose records have keys, by their `cleanup.policy`.
    private static final List<String> COMPACTED_TOPICS = List.of("compact", "compact,delete");

    private static final int MAX_KEYS = 8;

    /// Worlds with transactions take half as long again as others.
    private static final int TRANSACTIONS_IN_ONE_OF = 2;

    private static final int TRANSACTIONAL_IDS = 4;

    /// The number of the first producer with a transactional id.
    private static final int FIRST_TRANSACTIONAL = 100;

    static {
        FirstSegment.write();
    }

    private final SimulationSettings settings;
    private final World world;
    private final Bucket bucket;
    private final Table table = new Table();
    private final Ledger ledger;
    private final Book book;
    private final TransactionBook transactions;
    private final Surroundings around;
    private final List<SimulatedNode> nodes = new ArrayList<>();
    private final List<Producer> producers = new ArrayList<>();
    private final List<TransactionalClient> transactional = new ArrayList<>();
    private final List<TransactionalClient.Target> targets = new ArrayList<>();
    private final List<Follower> followers = new ArrayList<>();
    private final List<Seeker> seekers = new ArrayList<>();
    private final List<TopicOwner> owners = new ArrayList<>();
    private final CompactorCounts compacted = new CompactorCounts();
    private final Tap tap;
    private final Nemesis nemesis;

    private Simulation(SimulationSettings settings) {
        this.settings = settings;
        world = new World(new World.Settings(
                settings.seed(), settings.without(), settings.leftOut(), settings.lastFault(), settings.keepTrace()));
        bucket = new Bucket(world);
        ledger = new Ledger(world, new BucketContents(bucket));
        book = new Book(ledger);
        transactions = new TransactionBook(ledger, book);
        around = new Surroundings(world, nodes, ledger, book, transactions, new TreeMap<>());
        tap = new Tap(ledger);
        nemesis = new Nemesis(world, nodes, ledger.groups(), world.chances());
        table.watch(ledger);
        bucket.watch(tap);
        world.onLostReply(this::replyIsLost);
    }

    /// Runs a world.
    public static SimulationResult run(SimulationSettings settings) {
        return new Simulation(settings).run();
    }

    private SimulationResult run() {
        try {
            live();
        } catch (Violation e) {
            world.fail(e);
        }
        ledger.count(Compacting.REFUSED, (int) compacted.refused());
        ledger.count(Compacting.CLEANING_REFUSED, (int) compacted.refusedCleanings());
        return new SimulationResult(
                settings,
                world.violation(),
                world.scheduler().events(),
                world.elapsedMs(),
                book.acknowledged(),
                world.faults().drawn(),
                world.faults().happened(),
                world.reached(),
                world.crashed(),
                ledger.groups().happened(),
                ledger.compacting(),
                ledger.transactions().happened(),
                around.errors(),
                nodes.size(),
                world.traceHash(),
                world.trace());
    }

    private void live() {
        SplittableRandom chances = world.chances();
        ClusterPlan plan = ClusterPlan.draw(chances);
        var ground = new SimulatedNode.Ground(world, bucket, table, plan, ledger, compacted, nodes);
        for (int number = 0; number < NODES; number++) {
            nodes.add(new SimulatedNode(ground, number, number < WRITERS));
        }
        nodes.forEach(SimulatedNode::start);
        populate(chances);
        if (settings.transactions() && Math.floorMod(settings.seed(), TRANSACTIONS_IN_ONE_OF) == 1) {
            addTransactions(chances.split());
        }
        owners.forEach(TopicOwner::start);
        until("there are topics", () -> ledger.open().size() == TOPICS * PARTITIONS + COMPACTED_TOPICS.size());

        List<Group> groups = List.of(
                new Group(around, "consumers", false, topicsThatStay(), PARTITIONS, chances.split()),
                new Group(around, "classics", true, topicsThatStay(), PARTITIONS, chances.split()));
        world.faults().begin();
        nemesis.start();
        groups.forEach(Group::start);
        followers.forEach(Follower::start);
        seekers.forEach(Seeker::start);
        int each = settings.batches() / TOPICS / (PARTITIONS + 1);
        producers.forEach(producer -> producer.produce(each / 2));
        transactional.forEach(client -> client.produce(each / 2));
        pass(FAULTY_SECONDS / 2);
        producers.forEach(producer -> producer.produce(each - each / 2));
        transactional.forEach(client -> client.produce(each - each / 2));
        pass(FAULTY_SECONDS / 2);

        world.faults().heal();
        nemesis.stop();
        owners.forEach(TopicOwner::stop);
        groups.forEach(Group::calm);
        transactional.forEach(TransactionalClient::calm);
        world.trace("healed");
        owners.forEach(owner -> until("all topics are there", owner::isAtRest));
        producers.forEach(producer -> until(producer + " is done", producer::isDone));
        transactional.forEach(client -> until(client + " is done", client::isDone));
        until("all transactions are settled", ledger.transactions()::isSettled);
        seekers.forEach(Seeker::stop);
        followers.forEach(follower -> until(follower + " is at the end", follower::isAtTheEnd));
        followers.forEach(Follower::stop);
        transactional.forEach(TransactionalClient::stop);
        groups.forEach(this::settle);
        groups.forEach(Group::stop);
        // What a process has found damaged it does not read again.
        until("compacted logs are clean", () -> ledger.isClean() || compacted.damagedRuns() > 0);
        tidy();
        audit();
    }

    /// A healed group comes to rest and goes on.
    private void settle(Group group) {
        until(group + " is stable", group::isStable);
        int committed = group.commits();
        until(group + " commits", () -> group.commits() > committed + TOPICS * PARTITIONS);
    }

    /// What is committed as one lies in several topics, which lie in two shards.
    private void addTransactions(SplittableRandom chances) {
        for (TransactionalClient.Target target : targets) {
            TopicPartition to = target.partition();
            followers.add(
                    new Follower(around, to.topic(), to.partition(), IsolationLevel.READ_COMMITTED, chances.split()));
        }
        for (int number = 0; number < TRANSACTIONAL_IDS; number++) {
            transactional.add(new TransactionalClient(
                    around, FIRST_TRANSACTIONAL + number, number % 2 == 0, targets, chances.split()));
        }
    }

    private void populate(SplittableRandom chances) {
        int number = 0;
        for (int t = 0; t < TOPICS; t++) {
            String topic = "topic-" + t;
            owners.add(new TopicOwner(
                    around,
                    topic,
                    PARTITIONS,
                    t == TOPICS - 1,
                    t == 0 ? new TreeMap<>() : retention(chances),
                    chances.split()));
            for (int p = 0; p < PARTITIONS; p++) {
                producers.add(new IdempotentProducer(around, number++, topic, p, 0, chances.split()));
                followers.add(new Follower(around, topic, p, IsolationLevel.READ_UNCOMMITTED, chances.split()));
                targets.add(new TransactionalClient.Target(new TopicPartition(topic, p), 0));
            }
            producers.add(new PlainProducer(around, number++, topic, PARTITIONS, 0, chances.split()));
        }
        for (String policy : COMPACTED_TOPICS) {
            String topic = "topic-" + policy.replace(',', '-');
            owners.add(new TopicOwner(around, topic, 1, false, cleaning(policy, chances), chances.split()));
            int keys = 1 + chances.nextInt(MAX_KEYS);
            producers.add(new IdempotentProducer(around, number++, topic, 0, keys, chances.split()));
            producers.add(new PlainProducer(around, number++, topic, 1, keys, chances.split()));
            followers.add(new Follower(around, topic, 0, IsolationLevel.READ_UNCOMMITTED, chances.split()));
            targets.add(new TransactionalClient.Target(new TopicPartition(topic, 0), keys));
        }
        seekers.add(new Seeker(around, chances.split()));
        seekers.add(new Seeker(around, chances.split()));
    }

    /// Records of the first topic stay, of the others some do not.
    private static SortedMap<String, String> retention(SplittableRandom chances) {
        var configs = new TreeMap<String, String>();
        if (chances.nextBoolean()) {
            configs.put("retention.ms", Long.toString(10_000 + chances.nextLong(50_000)));
        }
        if (chances.nextBoolean()) {
            configs.put("retention.bytes", Long.toString(1_000 + chances.nextLong(5_000)));
        }
        return configs;
    }

    /// All of it happens within a minute, and each thing in some worlds before the others.
    private static SortedMap<String, String> cleaning(String policy, SplittableRandom chances) {
        SortedMap<String, String> configs = policy.contains("delete") ? retention(chances) : new TreeMap<>();
        long minLagMs = chances.nextBoolean() ? 0 : chances.nextLong(10_000);
        configs.put("cleanup.policy", policy);
        configs.put("min.cleanable.dirty.ratio", Double.toString(chances.nextInt(3) * 0.3));
        configs.put("min.compaction.lag.ms", Long.toString(minLagMs));
        configs.put("max.compaction.lag.ms", Long.toString(minLagMs + 1_000 + chances.nextLong(15_000)));
        configs.put("delete.retention.ms", Long.toString(chances.nextLong(20_000)));
        return configs;
    }

    private Map<String, TopicId> topicsThatStay() {
        var topics = new TreeMap<String, TopicId>();
        for (int t = 0; t < TOPICS - 1; t++) {
            String topic = "topic-" + t;
            topics.put(topic, ledger.openPartitionsOf(topic, 0).getLast().topicId());
        }
        return topics;
    }

    private void replyIsLost(String request) {
        if (GROUP_APPEND.matcher(request).lookingAt()) {
            ledger.groups().count(Coordinating.LOST_REPLY);
        }
    }

    private void pass(int seconds) {
        long endNanos = world.scheduler().nowNanos() + seconds * SECOND;
        while (world.scheduler().nowNanos() < endNanos) {
            step();
        }
    }

    /// A healed cluster comes to that, in a reasonable time.
    private void until(String what, BooleanSupplier done) {
        long endNanos = world.scheduler().nowNanos() + PATIENCE_NANOS;
        while (!done.getAsBoolean()) {
            if (world.scheduler().nowNanos() > endNanos) {
                throw new Violation("after ten minutes without faults it is not so that " + what);
            }
            step();
        }
    }

    private void step() {
        if (world.scheduler().events() > MAX_EVENTS) {
            throw new Violation("the world does not come to an end");
        }
        if (!world.scheduler().step()) {
            throw new Violation("nothing happens any more");
        }
        if (world.violation() != null) {
            throw world.violation();
        }
    }

    /// In the end the bucket holds nothing that nobody needs. Where nothing changes no further sweep comes, and
    /// so what has arrived late or was written in vain goes with the next change.
    private void tidy() {
        until("all nodes serve", () -> nodes.stream().allMatch(node -> node.serving() != null));
        var leftovers = new Leftovers(bucket, ledger);
        List<String> found = leftovers.find();
        for (int change = 0; change < MAX_CHANGES && !found.isEmpty(); change++) {
            Serving any = Objects.requireNonNull(nodes.getFirst().serving());
            String topic = "change-" + change;
            if (change > 0) {
                world.trace("left over: {}", found);
                onNode(any, () -> any.topics().create(topic, 1, new TreeMap<>()));
            }
            long endNanos = world.scheduler().nowNanos() + SWEPT_WITHIN_NANOS;
            while (!found.isEmpty() && world.scheduler().nowNanos() < endNanos) {
                pass(LOOK_SECONDS);
                found = leftovers.find();
            }
        }
        if (!found.isEmpty()) {
            throw new Violation("nobody needs what lies in the bucket in the end: " + found);
        }
    }

    private void audit() {
        var ends = new TreeMap<TopicIdPartition, Long>();
        ledger.open().forEach(partition -> ends.put(partition, ledger.highWatermark(partition)));
        var readings = new ArrayList<Replay.Reading>();
        for (SimulatedNode node : nodes) {
            Serving serving = Objects.requireNonNull(node.serving());
            onNode(serving, () -> {
                readings.add(Replay.read(serving.cluster().meta(), ledger));
                serving.cluster().dataShards().forEach(shard -> readings.add(Replay.read(shard, ledger)));
            });
        }
        var replay = Replay.of(ledger);
        ledger.groups().check(replay.groups());
        tap.snapshots().forEach(replay::check);
        readings.forEach(replay::check);
        Serving any = Objects.requireNonNull(nodes.getFirst().serving());
        onNode(any, () -> ends.forEach((partition, end) -> readAll(any, partition, end)));
        book.audit(ends);
        transactions.audit();
        transactions.auditOffsets();
    }

    private void readAll(Serving node, TopicIdPartition partition, long end) {
        long offset = ledger.logStartOffset(partition);
        var all = new ArrayList<ReadBatch>();
        int patience = MAX_DAMAGED_READS;
        while (offset < end) {
            var request = new ReadRequest(
                    List.of(new FetchPosition(partition, offset, 1 << 20)), 1 << 20, IsolationLevel.READ_UNCOMMITTED);
            PartitionRead read = node.reader().read(request).getFirst();
            if (read instanceof PartitionRead.Corrupt && patience-- > 0) {
                // It may have been damaged on its way, before the world was healed, and is asked for again in a while.
                node.cluster().doors().pause(Duration.ofSeconds(10));
                continue;
            }
            if (!(read instanceof PartitionRead.Records records)
                    || records.batches().isEmpty()) {
                throw new Violation("offset " + offset + " of " + partition + " reads as " + read);
            }
            for (ReadBatch batch : records.batches()) {
                book.deliver(partition, offset, batch);
                offset = batch.lastOffset() + 1;
            }
            all.addAll(records.batches());
        }
        if (ledger.isCompacted(partition)) {
            book.auditKeys(partition, all);
        }
    }

    private void onNode(Serving node, Runnable work) {
        var done = new boolean[1];
        node.life().start("audit", () -> {
            try {
                work.run();
            } catch (Violation e) {
                world.fail(e);
            }
            done[0] = true;
        });
        until("the audit ends", () -> done[0]);
    }
}
