package io.varve.storage;

import io.varve.core.Clock;
import io.varve.core.CrashPoints;
import io.varve.core.Doors;
import io.varve.core.Entropy;
import io.varve.core.SystemDoors;

/// The doors of a real process.
public final class TestDoors {

    public static final Doors DOORS = SystemDoors.open(CrashPoints.OFF);
    public static final Clock CLOCK = DOORS.clock();
    public static final Entropy ENTROPY = DOORS.entropy();

    private TestDoors() {}
}
