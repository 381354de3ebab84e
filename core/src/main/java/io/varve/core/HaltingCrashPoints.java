package io.varve.core;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Ends the process at one crash point, as `kill -9` would: no shutdown hook runs, nothing is flushed. Thread-safe.
///
/// The setting is the point's name, and after a colon which of its passings ends the process: `AFTER_APPEND:3`.
public final class HaltingCrashPoints implements CrashPoints {

    /// By this exit status a test tells a crash that it ordered from any other death of the process.
    public static final int EXIT_STATUS = 86;

    private static final Logger LOG = LoggerFactory.getLogger(HaltingCrashPoints.class);

    private final CrashPoint point;
    private final AtomicInteger passingsLeft;
    private final IntConsumer halt;

    private HaltingCrashPoints(CrashPoint point, int passing, IntConsumer halt) {
        this.point = point;
        this.passingsLeft = new AtomicInteger(passing);
        this.halt = halt;
    }

    /// @throws IllegalArgumentException if the setting is not `POINT` or `POINT:N`
    public static HaltingCrashPoints of(String setting) {
        return of(setting, status -> Runtime.getRuntime().halt(status));
    }

    static HaltingCrashPoints of(String setting, IntConsumer halt) {
        int colon = setting.indexOf(':');
        String name = colon < 0 ? setting : setting.substring(0, colon);
        String passing = colon < 0 ? "1" : setting.substring(colon + 1);
        for (CrashPoint point : CrashPoint.values()) {
            if (point.name().equals(name) && passing.matches("[1-9][0-9]{0,8}")) {
                return new HaltingCrashPoints(point, Integer.parseInt(passing), halt);
            }
        }
        throw new IllegalArgumentException("\"" + setting
                + "\" is no crash point: it is written POINT or POINT:N, where N counts from 1 and POINT is one of "
                + Arrays.toString(CrashPoint.values()));
    }

    @Override
    public void reach(CrashPoint reached) {
        if (reached == point && passingsLeft.decrementAndGet() == 0) {
            LOG.warn("crash point reached, halting point={}", point);
            halt.accept(EXIT_STATUS);
        }
    }
}
