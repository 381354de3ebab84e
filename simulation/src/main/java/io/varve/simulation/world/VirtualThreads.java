package io.varve.simulation.world;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.concurrent.Executor;

/// Virtual threads whose continuations run where an executor says. The JDK has them and does not offer them, hence the
/// look inside: `--add-opens java.base/java.lang=ALL-UNNAMED`.
final class VirtualThreads {

    private static final Method NEW_VIRTUAL_THREAD = newVirtualThread();

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
}
