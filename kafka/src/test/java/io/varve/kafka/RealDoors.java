package io.varve.kafka;

import io.varve.core.Clock;
import io.varve.core.CrashPoints;
import io.varve.core.Doors;
import io.varve.core.SystemDoors;

/// Doors to the machine itself.
public final class RealDoors {

    public static final Doors DOORS = SystemDoors.open(CrashPoints.OFF);

    public static final Clock CLOCK = DOORS.clock();

    private RealDoors() {}
}
