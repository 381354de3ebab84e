package io.varve.simulation.torture;

/// Reads all partitions from their beginning, as they grow.
final class Follower implements Runnable {

    private final String name;
    private final String bootstrap;
    private final String zone;
    private final Load load;

    Follower(String name, String bootstrap, String zone, Load load) {
        this.name = name;
        this.bootstrap = bootstrap;
        this.zone = zone;
        this.load = load;
    }

    @Override
    public void run() {
        try (var reading = new Reading(name, load.history(), Clients.consumer(bootstrap, zone))) {
            reading.goTo(Topics.beginnings());
            while (load.isReading()) {
                reading.poll();
                load.read(reading.positions());
            }
        }
    }
}
