package io.varve.simulation.disk;

/// Decides what becomes of an operation of a process before it is carried out.
@FunctionalInterface
public interface DiskFaults {

    DiskFaults NONE = (operation, path) -> Fate.GOES_WELL;

    Fate of(DiskOperation operation, String path);

    enum Fate {
        GOES_WELL,

        /// An [java.io.IOException]: a write has put half of its bytes down, a sync has made nothing
        /// durable, and everything else has done nothing.
        FAILS,

        /// The process is gone before the operation has done anything.
        KILLS
    }
}
