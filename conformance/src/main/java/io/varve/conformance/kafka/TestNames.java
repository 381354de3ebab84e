package io.varve.conformance.kafka;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestSource;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestIdentifier;

/// What tests are called in lists: `PlaintextConsumerTest.testHeaders`, and with `[2]` at its end for the second
/// invocation of a method that is run with several clusters or arguments.
final class TestNames {

    private static final Pattern INVOCATION = Pattern.compile("\\[test-template-invocation:#(\\d+)]");

    private TestNames() {}

    /// Of a test or of what it was made from; empty for what is no method.
    static String method(TestDescriptor test) {
        return method(test.getSource());
    }

    static String of(TestIdentifier test) {
        String method = method(test.getSource());
        if (method.isEmpty()) {
            return test.getSource()
                    .filter(ClassSource.class::isInstance)
                    .map(source -> simple(((ClassSource) source).getClassName()))
                    .orElse(test.getDisplayName());
        }
        Matcher invocation = INVOCATION.matcher(test.getUniqueId());
        return invocation.find() && !invocation.group(1).equals("1")
                ? method + "[" + invocation.group(1) + "]"
                : method;
    }

    private static String method(Optional<TestSource> source) {
        return source.filter(MethodSource.class::isInstance)
                .map(MethodSource.class::cast)
                .map(method -> simple(method.getClassName()) + "." + method.getMethodName())
                .orElse("");
    }

    private static String simple(String className) {
        return className.substring(className.lastIndexOf('.') + 1);
    }
}
