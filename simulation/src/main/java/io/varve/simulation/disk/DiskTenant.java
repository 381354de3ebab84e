package io.varve.simulation.disk;

/// Something that keeps its data on the disk, beside what it has promised about them.
interface DiskTenant {

    /// Begins a new life of the process.
    void open(Mount mount);

    /// Compares all that there is with all that was promised.
    ///
    /// @param settled whether what is there now will stay: all of it is durable
    void verify(boolean settled);

    /// Does something at random.
    void step();

    /// Ends this life, if it has not ended; what it holds in memory is given back.
    void close();
}
