package io.varve.simulation.world;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.concurrent.Executor;

/// Virtual threads whose continuations run where an executor says. The JDK has them and does not offer them, hence the
/// look inside: `--add-opens java.base/java.lang=ALL-UNNAMED`.
final class VirtualThreads {

    private static final Method NEW_VIRTUAL_THREAD = newVirtualThread();
    private static final MethodHandle CARRIER = carrierHandle();

    private VirtualThreads() {}

    static Thread start(Executor executor, String name, Runnable task) {
        try {
            var thread = (Thread) NEW_VIRTUAL_THREAD.invoke(null, executor, name, 0, task);
            thread.start();
            return thread;
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("no virtual thread on an executor of ours", e);
        }
    }

    /// The platform thread that the caller runs on, be it itself or the one that carries it.
    static Thread carrier() {
        try {
            return (Thread) CARRIER.invokeExact();
        } catch (Throwable e) {
            throw new IllegalStateException("no look at the thread that carries this one", e);
        }
    }

    private static Method newVirtualThread() {
        try {
            Method method = Class.forName("java.lang.ThreadBuilders")
                    .getDeclaredMethod("newVirtualThread", Executor.class, String.class, int.class, Runnable.class);
            method.setAccessible(true);
            return method;
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw new IllegalStateException(
                    "the simulator needs JDK 25 and --add-opens java.base/java.lang=ALL-UNNAMED", e);
        }
    }

    private static MethodHandle carrierHandle() {
        try {
            return MethodHandles.privateLookupIn(Thread.class, MethodHandles.lookup())
                    .findStatic(Thread.class, "currentCarrierThread", MethodType.methodType(Thread.class));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(
                    "the simulator needs JDK 25 and --add-opens java.base/java.lang=ALL-UNNAMED", e);
        }
    }
}
