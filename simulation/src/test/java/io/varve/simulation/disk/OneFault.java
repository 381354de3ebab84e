package io.varve.simulation.disk;

/// The first operation of a kind on a path with a certain end has a fate of its own, if it is armed.
final class OneFault implements DiskFaults {

    private final DiskOperation operation;
    private final String pathEnd;
    private final Fate fate;
    private boolean armed;

    OneFault(DiskOperation operation, String pathEnd, Fate fate) {
        this.operation = operation;
        this.pathEnd = pathEnd;
        this.fate = fate;
    }

    void arm() {
        armed = true;
    }

    @Override
    public Fate of(DiskOperation attempted, String path) {
        if (armed && attempted == operation && path.endsWith(pathEnd)) {
            armed = false;
            return fate;
        }
        return Fate.GOES_WELL;
    }
}
