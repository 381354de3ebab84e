package io.varve.simulation.torture;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// Asks where partitions end.
final class EndWatch implements Runnable {

    private static final long PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(100);

    private final String name;
    private final String bootstrap;
    private final String zone;
    private final Load load;

    EndWatch(String name, String bootstrap, String zone, Load load) {
        this.name = name;
        this.bootstrap = bootstrap;
        this.zone = zone;
        this.load = load;
    }

    @Override
    public void run() {
        try (var reading = new Reading(name, load.history(), Clients.consumer(bootstrap, zone))) {
            while (load.isReading()) {
                reading.ends();
                LockSupport.parkNanos(PAUSE_NS);
            }
        }
    }
}
