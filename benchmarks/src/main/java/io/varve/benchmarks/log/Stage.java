package io.varve.benchmarks.log;

import io.varve.benchmarks.node.Machine;
import io.varve.storage.decorator.StoreMeter.Counts;
import io.varve.storage.decorator.StoreMeter.Request;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/// A part of a run, and what it cost this process.
///
/// @param cpu user and system time, those of the compiler and the collector included
/// @param allocatedBytes on the heap
/// @param heapBytes the most that the heap held meanwhile, garbage included
record Stage(
        String name,
        Amount amount,
        Duration time,
        Duration cpu,
        long allocatedBytes,
        long heapBytes,
        Counts requests,
        double loadAverage) {

    private static final double MIB = 1 << 20;
    private static final double GIB = 1 << 30;
    private static final double NANOS_PER_SECOND = 1e9;

    static Stage measure(String name, LogGround ground, Supplier<Amount> work) {
        // What earlier stages left is theirs.
        System.gc();
        List<MemoryPoolMXBean> heap = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .toList();
        heap.forEach(MemoryPoolMXBean::resetPeakUsage);
        Counts requestsBefore = ground.requests();
        long allocatedBefore = allocated();
        Duration cpuBefore = Machine.cpu();
        long beganNanos = System.nanoTime();
        Amount amount = work.get();
        Duration time = Duration.ofNanos(System.nanoTime() - beganNanos);
        return new Stage(
                name,
                amount,
                time,
                Machine.cpu().minus(cpuBefore),
                allocated() - allocatedBefore,
                heap.stream().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum(),
                ground.requests().since(requestsBefore),
                Machine.loadAverage());
    }

    private static long allocated() {
        return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean()).getTotalThreadAllocatedBytes();
    }

    double cpuSeconds() {
        return cpu.toNanos() / NANOS_PER_SECOND;
    }

    double mibPerSecond() {
        return amount.valueBytes() / MIB / (time.toNanos() / NANOS_PER_SECOND);
    }

    double mibPerCpuSecond() {
        return amount.valueBytes() / MIB / cpuSeconds();
    }

    /// The same of the batches as they are stored.
    double storedMibPerCpuSecond() {
        return amount.bytes() / MIB / cpuSeconds();
    }

    double allocatedPerByte() {
        return (double) allocatedBytes / amount.valueBytes();
    }

    double heapMib() {
        return heapBytes / MIB;
    }

    long count(Request request) {
        return requests.of(request);
    }

    double perGib(Request request) {
        return count(request) / (amount.valueBytes() / GIB);
    }
}
