package io.varve.simulation.mutant;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.ClassNameFilter;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/// Runs the tests of a module up to the first that fails, without a build: `FirstFailure FOLDER OTHERS PACKAGE...`,
/// where the folder holds compiled tests, and the regular expression names those that are left out. Tests of the
/// packages come first, since they are the likeliest to fail.
///
/// Ends with 1 and the name of the failed test, or with 0 and how many there were.
public final class FirstFailure implements TestExecutionListener {

    private int passed;

    private FirstFailure() {}

    public static void main(String... arguments) {
        var selectors = new ArrayList<DiscoverySelector>();
        Stream.of(arguments).skip(2).map(DiscoverySelectors::selectPackage).forEach(selectors::add);
        selectors.addAll(DiscoverySelectors.selectClasspathRoots(Set.of(Path.of(arguments[0]))));
        var request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectors)
                .filters(
                        ClassNameFilter.includeClassNamePatterns(".*(Test|Check)"),
                        ClassNameFilter.excludeClassNamePatterns(arguments[1]))
                .configurationParameter("junit.jupiter.execution.timeout.default", "2 m")
                .configurationParameter("junit.jupiter.execution.timeout.thread.mode.default", "separate_thread")
                .build();
        var listener = new FirstFailure();
        LauncherFactory.create().execute(request, listener);
        System.out.println(listener.passed + " tests");
        // Threads of tests that were broken off would keep the process alive.
        Runtime.getRuntime().halt(listener.passed == 0 ? 2 : 0);
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        if (result.getStatus() == TestExecutionResult.Status.FAILED) {
            System.out.println(nameOf(test));
            System.out.flush();
            Runtime.getRuntime().halt(1);
        }
        if (test.isTest() && result.getStatus() == TestExecutionResult.Status.SUCCESSFUL) {
            passed++;
        }
    }

    private static String nameOf(TestIdentifier test) {
        return test.getSource()
                .map(source -> switch (source) {
                    case MethodSource method -> method.getJavaClass().getSimpleName() + "." + method.getMethodName();
                    case ClassSource type -> type.getJavaClass().getSimpleName();
                    default -> test.getDisplayName();
                })
                .orElse(test.getDisplayName());
    }
}
