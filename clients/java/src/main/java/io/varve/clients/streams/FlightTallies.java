package io.varve.clients.streams;

import io.varve.clients.Connections;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.state.Stores;

/// Keeps a tally of each carrier's flights, through a repartitioning and a state store, exactly once.
///
/// All flights of a carrier are in one partition of the input, in order, so that what comes out is known record for
/// record:
/// of each carrier every tally that there is when its flights are added one after the other.
///
/// ```
///   FlightTallies create BOOTSTRAP                     the topics
///   FlightTallies send BOOTSTRAP FILE COUNT RATE       writes the flights, so many a second, whatever happens to the
/// node
///   FlightTallies run BOOTSTRAP FOLDER                 the application, until SIGTERM; its state is in the folder
///   FlightTallies sofar BOOTSTRAP                      how many tallies there are, as a reader of committed ones sees
/// it
///   FlightTallies verify BOOTSTRAP FILE COUNT          exit code 0 if the tallies are those of the file
/// ```
public final class FlightTallies {

    private static final String INPUT = "flights";
    private static final String OUTPUT = "tallies";
    private static final String APPLICATION = "flight-tallies";
    private static final int PARTITIONS = 4;
    private static final Duration READ_WITHIN = Duration.ofMinutes(2);

    private FlightTallies() {}

    public static void main(String[] args) throws Exception {
        switch (args[0]) {
            case "create" -> create(args[1]);
            case "send" -> send(args[1], Path.of(args[2]), Integer.parseInt(args[3]), Integer.parseInt(args[4]));
            case "run" -> run(args[1], args[2]);
            case "sofar" ->
                System.out.println(
                        tallies(args[1]).values().stream().mapToInt(List::size).sum());
            case "verify" -> verify(args[1], Path.of(args[2]), Integer.parseInt(args[3]));
            default -> throw new IllegalArgumentException("create, send, run, sofar or verify, not " + args[0]);
        }
    }

    private static void create(String bootstrap) throws Exception {
        try (Admin admin = Connections.admin(bootstrap)) {
            admin.createTopics(List.of(
                            new NewTopic(INPUT, PARTITIONS, (short) 1), new NewTopic(OUTPUT, PARTITIONS, (short) 1)))
                    .all()
                    .get();
        }
    }

    private static void send(String bootstrap, Path file, int count, int rate) throws Exception {
        var failed = new AtomicReference<Exception>();
        long begunNanos = System.nanoTime();
        int sent = 0;
        try (var producer = Connections.producer(bootstrap, Map.of("linger.ms", 20))) {
            for (Flight flight : Flight.readAll(file, count)) {
                long dueNanos = begunNanos + TimeUnit.SECONDS.toNanos(sent++) / rate;
                while (System.nanoTime() < dueNanos) {
                    TimeUnit.MILLISECONDS.sleep(5);
                }
                int partition = Math.floorMod(flight.carrier().hashCode(), PARTITIONS);
                producer.send(
                        new ProducerRecord<>(
                                INPUT, partition, null, flight.line().getBytes(StandardCharsets.UTF_8)),
                        (place, failure) -> failed.compareAndSet(null, failure));
            }
        }
        if (failed.get() != null) {
            throw failed.get();
        }
        System.out.println("sent " + sent);
    }

    private static Topology topology() {
        var builder = new StreamsBuilder();
        builder.stream(INPUT, Consumed.with(Serdes.ByteArray(), Serdes.String()))
                .selectKey((key, line) -> Flight.parse(line).carrier())
                .repartition(Repartitioned.with(Serdes.String(), Serdes.String())
                        .withName("by-carrier")
                        .withNumberOfPartitions(PARTITIONS))
                .groupByKey(Grouped.with(Serdes.String(), Serdes.String()))
                .aggregate(
                        Tally.NONE::toString,
                        (carrier, line, tally) ->
                                Tally.parse(tally).with(Flight.parse(line)).toString(),
                        Materialized.<String, String>as(Stores.persistentKeyValueStore("tallies"))
                                .withKeySerde(Serdes.String())
                                .withValueSerde(Serdes.String())
                                .withCachingDisabled())
                .toStream()
                .to(OUTPUT, Produced.with(Serdes.String(), Serdes.String()));
        return builder.build();
    }

    private static void run(String bootstrap, String folder) throws InterruptedException {
        var config = new Properties();
        config.put(StreamsConfig.APPLICATION_ID_CONFIG, APPLICATION);
        config.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
        config.put(StreamsConfig.STATE_DIR_CONFIG, folder);
        config.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        config.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, 1);
        config.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, 2);
        config.put(StreamsConfig.consumerPrefix("auto.offset.reset"), "earliest");
        // Whoever is killed is missed soon, and what it has left open is soon aborted.
        config.put(StreamsConfig.consumerPrefix("session.timeout.ms"), 6_000);
        config.put(StreamsConfig.producerPrefix("transaction.timeout.ms"), 10_000);
        var streams = new KafkaStreams(topology(), config);
        var stopped = new CountDownLatch(1);
        streams.setUncaughtExceptionHandler(failure -> {
            failure.printStackTrace();
            return StreamThreadExceptionResponse.REPLACE_THREAD;
        });
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            streams.close(Duration.ofSeconds(10));
            stopped.countDown();
        }));
        streams.start();
        System.out.println("running");
        stopped.await();
    }

    /// Of each carrier its tallies, in order, as a reader of committed records finds them.
    private static Map<String, List<String>> tallies(String bootstrap) {
        var found = new HashMap<String, List<String>>();
        try (var consumer = Connections.consumer(bootstrap, Map.of("isolation.level", "read_committed"))) {
            List<TopicPartition> partitions = consumer.partitionsFor(OUTPUT).stream()
                    .map(info -> new TopicPartition(OUTPUT, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            long deadline = System.nanoTime() + READ_WITHIN.toNanos();
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException("the end " + ends + " is not reached");
                }
                consumer.poll(Duration.ofMillis(200))
                        .forEach(record -> found.computeIfAbsent(
                                        new String(record.key(), StandardCharsets.UTF_8), absent -> new ArrayList<>())
                                .add(new String(record.value(), StandardCharsets.UTF_8)));
            }
        }
        return found;
    }

    private static void verify(String bootstrap, Path file, int count) throws Exception {
        var expected = new HashMap<String, List<String>>();
        var last = new HashMap<String, Tally>();
        for (Flight flight : Flight.readAll(file, count)) {
            Tally tally = last.getOrDefault(flight.carrier(), Tally.NONE).with(flight);
            last.put(flight.carrier(), tally);
            expected.computeIfAbsent(flight.carrier(), absent -> new ArrayList<>())
                    .add(tally.toString());
        }
        Map<String, List<String>> found = tallies(bootstrap);
        int differing = 0;
        for (String carrier : expected.keySet()) {
            List<String> of = found.getOrDefault(carrier, List.of());
            if (!of.equals(expected.get(carrier))) {
                differing++;
                System.out.println(carrier + " has " + of.size() + " tallies of "
                        + expected.get(carrier).size());
            }
        }
        if (differing > 0 || found.size() != expected.size()) {
            System.out.println("FAILED: " + differing + " of " + expected.size() + " carriers");
            System.exit(1);
        }
        System.out.println(found.values().stream().mapToInt(List::size).sum() + " tallies of " + found.size()
                + " carriers, each as the file has it");
    }
}
