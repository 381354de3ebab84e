package io.varve.conformance;

import io.varve.conformance.Reference.Verdict;
import java.util.function.BiPredicate;
import java.util.function.Predicate;

/// Which tests of a suite are to run: what Apache Kafka does not pass is asked of nobody.
///
/// A suite asks for a test before it knows of its invocations and parts, such as `test[2]` and `Test/part`: it is to
/// run what has any that is wanted.
///
/// @param only the tests that a person asked for
record Selection(Reference reference, TestList notYet, Predicate<String> only) {

    /// What has to pass, and what is in no list.
    boolean isDemanded(String test) {
        return hasAny(
                        test,
                        (name, verdict) ->
                                isPassed(verdict) && !notYet.entries().containsKey(name))
                || only.test(test) && !hasAny(test, (name, verdict) -> true);
    }

    /// What needs a feature that is not there.
    boolean isMissing(String test) {
        return hasAny(test, (name, verdict) -> notYet.entries().containsKey(name));
    }

    private static boolean isPassed(Verdict verdict) {
        return verdict == Verdict.PASSES || verdict == Verdict.FLAKY;
    }

    private boolean hasAny(String test, BiPredicate<String, Verdict> wanted) {
        return reference.entries().entrySet().stream()
                .filter(entry -> isPartOf(test, entry.getKey()) && only.test(entry.getKey()))
                .anyMatch(entry -> wanted.test(entry.getKey(), entry.getValue().verdict()));
    }

    private static boolean isPartOf(String test, String name) {
        return name.equals(test) || name.startsWith(test + "[") || name.startsWith(test + "/");
    }
}
