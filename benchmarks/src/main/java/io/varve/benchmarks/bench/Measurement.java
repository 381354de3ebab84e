package io.varve.benchmarks.bench;

import io.varve.benchmarks.load.LoadResult;
import io.varve.benchmarks.node.Machine;
import io.varve.benchmarks.node.MeasuredNode;
import java.time.Duration;

/// A load, and what it cost.
///
/// @param nodeCpu what the node used meanwhile
/// @param loaderCpu what this process used meanwhile
/// @param loadAverage of the machine at the end
record Measurement(String name, LoadResult result, Duration nodeCpu, Duration loaderCpu, double loadAverage) {

    private static final double GIB = 1 << 30;
    private static final double MILLIS_PER_SECOND = 1000;

    /// What can be measured.
    interface Run {
        LoadResult run() throws Exception;
    }

    static Measurement of(String name, MeasuredNode node, Run run) throws Exception {
        Duration nodeBefore = node.cpu();
        Duration loaderBefore = Machine.cpu();
        LoadResult result = run.run();
        return new Measurement(
                name, result, node.cpu().minus(nodeBefore), Machine.cpu().minus(loaderBefore), Machine.loadAverage());
    }

    double nodeCpuSecondsPerGib() {
        return secondsPerGib(nodeCpu);
    }

    double loaderCpuSecondsPerGib() {
        return secondsPerGib(loaderCpu);
    }

    private double secondsPerGib(Duration cpu) {
        return cpu.toMillis() / MILLIS_PER_SECOND / (result.bytes() / GIB);
    }
}
