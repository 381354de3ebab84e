package io.varve.simulation.torture;

import io.varve.simulation.history.Isolation;

/// Reads all partitions from their beginning, as they grow.
final class Follower implements Runnable {

    private final String name;
    private final String bootstrap;
    private final String zone;
    private final Isolation isolation;
    private final Load load;

    Follower(String name, String bootstrap, String zone, Isolation isolation, Load load) {
        this.name = name;
        this.bootstrap = bootstrap;
        this.zone = zone;
        this.isolation = isolation;
        this.load = load;
    }

    @Override
    public void run() {
        try (var reading = Reading.isolated(name, load.history(), bootstrap, zone, isolation)) {
            reading.goTo(Topics.beginnings());
            while (load.isReading()) {
                reading.poll();
                load.read(reading.positions());
            }
        }
    }
}
