package io.varve.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.core.ServerClock;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/// What stores on other machines promise beyond [ObjectStoreContract].
public abstract class ServerClockContract extends ObjectStoreContract {

    private static final long TOLERANCE_MS = 5_000;

    private final AtomicLong observedMs = new AtomicLong();

    /// Opens an empty store that reports to the clock.
    protected abstract ObjectStore openStore(ServerClock serverClock);

    @Override
    protected final ObjectStore openStore() {
        return openStore(observedMs::set);
    }

    @Test
    void everyAnswerTellsTheServersTime() {
        long nowMs = TestDoors.CLOCK.wallMs();

        observedMs.set(0);
        store().create("k", payload("x"));
        assertThat(observedMs.get()).isBetween(nowMs - TOLERANCE_MS, nowMs + TOLERANCE_MS);
        observedMs.set(0);
        store().create("k", payload("x"));
        assertThat(observedMs.get()).isBetween(nowMs - TOLERANCE_MS, nowMs + TOLERANCE_MS);
        observedMs.set(0);
        store().head("absent");
        assertThat(observedMs.get()).isBetween(nowMs - TOLERANCE_MS, nowMs + TOLERANCE_MS);
        observedMs.set(0);
        store().list("", "", 1);
        assertThat(observedMs.get()).isBetween(nowMs - TOLERANCE_MS, nowMs + TOLERANCE_MS);
    }
}
