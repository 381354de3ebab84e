package io.varve.simulation.torture;

import io.varve.simulation.history.Isolation;
import java.util.HashMap;
import java.util.Random;
import org.apache.kafka.common.TopicPartition;

/// Goes back to places at random, of partitions at random, and reads on from there for a while.
final class Seeker implements Runnable {

    private static final int MAX_POLLS = 6;

    private final String name;
    private final String bootstrap;
    private final String zone;
    private final Isolation isolation;
    private final Load load;
    private final Random random;

    Seeker(String name, String bootstrap, String zone, Isolation isolation, Load load) {
        this.name = name;
        this.bootstrap = bootstrap;
        this.zone = zone;
        this.isolation = isolation;
        this.load = load;
        random = new Random(load.seed() ^ name.hashCode());
    }

    @Override
    public void run() {
        try (var reading = Reading.isolated(name, load.history(), bootstrap, zone, isolation)) {
            while (load.isReading()) {
                var places = new HashMap<TopicPartition, Long>();
                for (int i = 1 + random.nextInt(Topics.PARTITIONS.size()); i > 0; i--) {
                    TopicPartition partition = Topics.PARTITIONS.get(random.nextInt(Topics.PARTITIONS.size()));
                    places.put(partition, random.nextLong(load.readTo(partition) + 1));
                }
                reading.goTo(places);
                for (int polls = 1 + random.nextInt(MAX_POLLS); polls > 0 && load.isReading(); polls--) {
                    reading.poll();
                }
            }
        }
    }
}
