package io.varve.conformance.kafka;

import org.apache.kafka.common.security.auth.SecurityProtocol;
import org.apache.kafka.common.test.api.ClusterConfig;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/// Leaves out what the cluster cannot be by what a test's annotation says.
///
/// @param combined whether the test asks for brokers that are controllers as well
record Applicability(ClusterConfig config, boolean combined) implements ExecutionCondition {

    /// Why an invocation is no test of its own: to a client such a cluster is like another.
    static final String SAME_AGAIN = "the same with brokers that are controllers";

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        if (combined) {
            return ConditionEvaluationResult.disabled(SAME_AGAIN);
        }
        if (config.brokerSecurityProtocol() != SecurityProtocol.PLAINTEXT) {
            return ConditionEvaluationResult.disabled("needs " + config.brokerSecurityProtocol());
        }
        return ConditionEvaluationResult.enabled("applicable");
    }
}
