package io.varve.simulation.disk;

/// What a process does to a disk. Closing is not among them: it tells the disk nothing, and cannot fail here.
public enum DiskOperation {
    LOOK,
    LIST,
    OPEN,
    CREATE,
    CREATE_FOLDER,
    LINK,
    MOVE,
    DELETE,
    LOCK,
    READ,
    WRITE,
    TRUNCATE,
    SYNC,
    SYNC_FOLDER
}
