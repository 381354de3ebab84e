package io.varve.clients.transactions;

import io.varve.clients.Connections;
import io.varve.clients.RawConnection;
import io.varve.clients.transactions.Identities.Identity;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.message.DescribeProducersResponseData;
import org.apache.kafka.common.message.DescribeTransactionsResponseData.TransactionState;
import org.apache.kafka.common.message.EndTxnResponseData;
import org.apache.kafka.common.message.FindCoordinatorRequestData;
import org.apache.kafka.common.message.InitProducerIdResponseData;
import org.apache.kafka.common.message.ListTransactionsResponseData;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponseGroup;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponsePartitions;
import org.apache.kafka.common.message.ProduceResponseData.PartitionProduceResponse;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.FindCoordinatorRequest.CoordinatorType;

/// Puts sequences of requests about transactions to a broker and prints what it answers to each, and what consumers of
/// both isolation levels see, as lines `SEQUENCE: STEP → ANSWER`. See `clients/transactions.sequences`.
///
/// The broker has to be the coordinator of all groups and transactional ids.
public final class TransactionVerdicts {

    private static final int DEFAULT_TIMEOUT_MS = 60_000;
    private static final Duration SETTLES_WITHIN = Duration.ofSeconds(30);
    private static final short MAX_EPOCH_OF_CLIENTS = Short.MAX_VALUE - 1;
    private static final int AT_ONCE = 256;
    private static final short PRODUCE_OF_OLD_CLIENTS = 11;

    /// Another answer is due as soon as the coordinator is there.
    private static final Set<Errors> LATER =
            EnumSet.of(Errors.COORDINATOR_LOAD_IN_PROGRESS, Errors.COORDINATOR_NOT_AVAILABLE, Errors.NOT_COORDINATOR);

    private final String bootstrap;
    private final RawConnection connection;
    private final Sequence sequence;
    private final String topic;
    private final TransactionRequests requests;
    private final Identities identities = new Identities();

    private TransactionVerdicts(String bootstrap, RawConnection connection, Sequence sequence, String topic) {
        this.bootstrap = bootstrap;
        this.connection = connection;
        this.sequence = sequence;
        this.topic = topic;
        this.requests = new TransactionRequests(topic);
    }

    /// Arguments: a bootstrap address, the file of sequences, a prefix for the names of topics, groups and
    /// transactional ids, and maybe the name of the only sequence to run.
    public static void main(String[] args) throws Exception {
        List<Sequence> sequences = Sequence.readAll(Path.of(args[1])).stream()
                .filter(sequence -> args.length < 4 || sequence.name().equals(args[3]))
                .toList();
        try (Admin admin = Connections.admin(args[0]);
                var connection = new RawConnection(args[0])) {
            var topics = IntStream.range(0, sequences.size())
                    .mapToObj(i -> args[2] + "-" + i)
                    .toList();
            admin.createTopics(topics.stream()
                            .map(topic -> new NewTopic(topic, 2, (short) 1).configs(Map.of("retention.ms", "-1")))
                            .toList())
                    .all()
                    .get();
            for (int i = 0; i < sequences.size(); i++) {
                new TransactionVerdicts(args[0], connection, sequences.get(i), topics.get(i)).run();
            }
            admin.deleteTopics(topics).all().get();
        }
    }

    /// Brokers of Kafka make ready for groups and for transactions when somebody asks for a coordinator.
    private void findCoordinators() throws IOException {
        for (CoordinatorType type : List.of(CoordinatorType.GROUP, CoordinatorType.TRANSACTION)) {
            response(
                    ApiKeys.FIND_COORDINATOR,
                    (short) 4,
                    new FindCoordinatorRequestData().setKeyType(type.id()).setCoordinatorKeys(List.of(topic)));
        }
    }

    private void run() throws Exception {
        findCoordinators();
        for (Step step : sequence.steps()) {
            System.out.println(sequence.name() + ": " + step.line() + " → " + answer(step));
        }
    }

    private String answer(Step step) throws Exception {
        return switch (step.verb()) {
            case "init" -> init(step);
            case "exhaust" -> exhaust(step);
            case "add" -> add(step);
            case "offsets" ->
                send(
                        ApiKeys.ADD_OFFSETS_TO_TXN,
                        step.version(3),
                        requests.addOffsets(id(step.word(1)), producer(step), group(step.word(2))));
            case "commit" ->
                send(
                        ApiKeys.TXN_OFFSET_COMMIT,
                        step.version(3),
                        requests.commitOffset(
                                id(step.word(1)),
                                producer(step),
                                group(step.word(2)),
                                step.setting("partition", 0),
                                step.setting("offset", 0)));
            case "committed" -> committed(step);
            case "produce" -> produce(step);
            case "end" -> end(step);
            case "settle" -> settle(step.word(0));
            case "describe" -> describe(step.word(0));
            case "list" -> list(step);
            case "producers" -> producers(step.number(0));
            case "read" -> read(step.number(0));
            default -> throw new IllegalArgumentException("'" + step.line() + "' says nothing known");
        };
    }

    private Identity producer(Step step) {
        return identities.get(step.word(0));
    }

    /// `-` stands for none.
    private String id(String name) {
        return name.equals("-") ? null : name.equals("empty") ? "" : topic + "-" + name;
    }

    private String group(String name) {
        return topic + "-" + name;
    }

    private String init(Step step) throws IOException {
        Identity expected = identities.get(step.settings().getOrDefault("as", "nobody"));
        var data = (InitProducerIdResponseData) response(
                        ApiKeys.INIT_PRODUCER_ID,
                        step.version(5),
                        requests.init(id(step.word(1)), step.setting("timeout", DEFAULT_TIMEOUT_MS), expected))
                .data();
        if (data.errorCode() != 0) {
            return Errors.forCode(data.errorCode()).name();
        }
        identities.put(step.word(0), data.producerId(), data.producerEpoch());
        return identities.show(data.producerId(), data.producerEpoch());
    }

    /// Has a producer begin anew until clients get no other epoch of its id.
    private String exhaust(Step step) throws IOException {
        var request = requests.init(id(step.word(1)), DEFAULT_TIMEOUT_MS, identities.get("nobody"));
        ByteBuffer bytes = RawConnection.bytes(ApiKeys.INIT_PRODUCER_ID, (short) 5, request);
        for (int left = MAX_EPOCH_OF_CLIENTS; left > 0; left -= AT_ONCE) {
            connection.sendMany(ApiKeys.INIT_PRODUCER_ID, (short) 5, bytes, Math.min(left, AT_ONCE));
        }
        return init(Step.parse("init " + step.word(0) + " " + step.word(1)));
    }

    private String add(Step step) throws IOException {
        List<Integer> partitions =
                step.words().stream().skip(2).map(Integer::parseInt).toList();
        short version = step.version(3);
        String id = id(step.word(1));
        ApiMessage request = version < 4
                ? requests.add(id, producer(step), partitions)
                : requests.addInBatch(id, producer(step), partitions, step.setting("verify", 0) == 1);
        return send(ApiKeys.ADD_PARTITIONS_TO_TXN, version, request);
    }

    private String produce(Step step) throws IOException {
        int count = step.setting("n", 1);
        int first = step.setting("seq", 0);
        boolean transactional = !step.settings().getOrDefault("kind", "").equals("plain");
        String letter = step.settings().getOrDefault("as", step.word(0));
        List<String> values = IntStream.range(first, first + count)
                .mapToObj(i -> letter + ":" + i)
                .toList();
        var data = (org.apache.kafka.common.message.ProduceResponseData) response(
                        ApiKeys.PRODUCE,
                        step.version(PRODUCE_OF_OLD_CLIENTS),
                        requests.produce(
                                id(step.word(1)), producer(step), step.number(2), first, transactional, values))
                .data();
        PartitionProduceResponse partition =
                data.responses().iterator().next().partitionResponses().getFirst();
        return partition.errorCode() == 0
                ? "at " + partition.baseOffset()
                : Errors.forCode(partition.errorCode()).name();
    }

    private String end(Step step) throws IOException {
        short version = step.version(3);
        var data = (EndTxnResponseData) response(
                        ApiKeys.END_TXN,
                        version,
                        requests.end(
                                id(step.word(1)), producer(step), step.word(2).equals("commit")))
                .data();
        if (data.errorCode() != 0) {
            return Errors.forCode(data.errorCode()).name();
        }
        if (version < 5) {
            return "NONE";
        }
        if (step.settings().containsKey("keep")) {
            return identities.show(data.producerId(), data.producerEpoch());
        }
        identities.put(step.word(0).replaceFirst("[-+?].*", ""), data.producerId(), data.producerEpoch());
        return identities.show(data.producerId(), data.producerEpoch());
    }

    /// Waits until all participants of the last transaction know its end, or it has timed out.
    private String settle(String name) throws Exception {
        long deadline = System.nanoTime() + SETTLES_WITHIN.toNanos();
        while (System.nanoTime() < deadline) {
            TransactionState state = state(name);
            boolean settled = state.errorCode() != 0
                    || state.transactionState().startsWith("Complete")
                    || state.transactionState().equals("Empty");
            if (settled) {
                return show(state);
            }
            Thread.sleep(20);
        }
        return "not within " + SETTLES_WITHIN.toSeconds() + " s";
    }

    private TransactionState state(String name) throws IOException {
        var data = (org.apache.kafka.common.message.DescribeTransactionsResponseData)
                response(ApiKeys.DESCRIBE_TRANSACTIONS, (short) 0, TransactionRequests.describe(id(name)))
                        .data();
        return data.transactionStates().getFirst();
    }

    private String describe(String name) throws IOException {
        return show(state(name));
    }

    private String show(TransactionState state) {
        if (state.errorCode() != 0) {
            return Errors.forCode(state.errorCode()).name();
        }
        var partitions = new ArrayList<String>();
        state.topics()
                .forEach(each -> each.partitions()
                        .forEach(partition ->
                                partitions.add(each.topic().equals(topic) ? Integer.toString(partition) : "offsets")));
        return state.transactionState() + " " + identities.show(state.producerId(), state.producerEpoch()) + " "
                + state.transactionTimeoutMs() + " ms "
                + partitions.stream().sorted().toList()
                + (state.transactionStartTimeMs() < 0 ? " not begun" : "");
    }

    private String list(Step step) throws IOException {
        var data = (ListTransactionsResponseData) response(
                        ApiKeys.LIST_TRANSACTIONS,
                        (short) 2,
                        TransactionRequests.list(
                                topic + "-" + step.word(0),
                                step.words().stream().skip(1).toList()))
                .data();
        if (data.errorCode() != 0) {
            return Errors.forCode(data.errorCode()).name();
        }
        return data.transactionStates().stream()
                        .map(state -> state.transactionalId().substring(topic.length() + 1) + " "
                                + state.transactionState() + " " + identities.letter(state.producerId()))
                        .sorted()
                        .toList()
                + (data.unknownStateFilters().isEmpty() ? "" : " unknown " + data.unknownStateFilters());
    }

    private String producers(int partition) throws IOException {
        var data = (DescribeProducersResponseData)
                response(ApiKeys.DESCRIBE_PRODUCERS, (short) 0, requests.producers(partition))
                        .data();
        var response = data.topics().getFirst().partitions().getFirst();
        if (response.errorCode() != 0) {
            return Errors.forCode(response.errorCode()).name();
        }
        return response.activeProducers().stream()
                .map(producer -> identities.show(producer.producerId(), (short) producer.producerEpoch()) + " last "
                        + producer.lastSequence() + " open from " + producer.currentTxnStartOffset())
                .sorted()
                .collect(Collectors.joining(", ", "[", "]"));
    }

    private String committed(Step step) throws IOException {
        OffsetFetchResponseGroup group;
        do {
            var data = (org.apache.kafka.common.message.OffsetFetchResponseData) response(
                            ApiKeys.OFFSET_FETCH,
                            (short) 8,
                            requests.committed(group(step.word(0)), step.number(1), step.setting("stable", 1) == 1))
                    .data();
            group = data.groups().getFirst();
        } while (LATER.contains(Errors.forCode(group.errorCode())));
        if (group.errorCode() != 0) {
            return Errors.forCode(group.errorCode()).name();
        }
        OffsetFetchResponsePartitions partition =
                group.topics().getFirst().partitions().getFirst();
        return partition.errorCode() == 0
                ? Long.toString(partition.committedOffset())
                : Errors.forCode(partition.errorCode()).name();
    }

    /// What consumers of both isolation levels see, and where they come to.
    private String read(int partition) {
        return "committed " + read(partition, "read_committed") + ", all " + read(partition, "read_uncommitted");
    }

    private String read(int number, String isolationLevel) {
        var partition = new TopicPartition(topic, number);
        try (KafkaConsumer<byte[], byte[]> consumer =
                Connections.consumer(bootstrap, Map.of("isolation.level", isolationLevel))) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            var values = new ArrayList<String>();
            long deadline = System.nanoTime() + SETTLES_WITHIN.toNanos();
            while (consumer.position(partition) < end && System.nanoTime() < deadline) {
                consumer.poll(Duration.ofMillis(100))
                        .forEach(record -> values.add(new String(record.value(), StandardCharsets.UTF_8)));
            }
            return values + " to " + consumer.position(partition) + " of " + end;
        }
    }

    /// The error of an answer that says nothing else.
    private String send(ApiKeys api, short version, ApiMessage request) throws IOException {
        AbstractResponse response = response(api, version, request);
        return response.errorCounts().keySet().stream()
                .map(Errors::name)
                .sorted()
                .collect(Collectors.joining(" "));
    }

    private AbstractResponse response(ApiKeys api, short version, ApiMessage request) throws IOException {
        while (true) {
            AbstractResponse response = connection.send(api, version, RawConnection.bytes(api, version, request));
            if (response == null) {
                throw new IOException("the broker hung up on " + sequence.name() + " " + api.name);
            }
            if (response.errorCounts().keySet().stream().noneMatch(LATER::contains)) {
                return response;
            }
        }
    }
}
