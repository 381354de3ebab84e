package org.apache.kafka.common.test.junit;

import io.varve.conformance.kafka.ExternalCluster;
import java.util.List;
import org.apache.kafka.common.test.api.ClusterConfig;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;

/// Stands before the class of this name in Kafka's jars, which starts a cluster for each test: here every test gets the
/// cluster that runs already. `ClusterTestExtensions` makes these.
public class RaftClusterInvocationContext implements TestTemplateInvocationContext {

    private final String displayName;
    private final ClusterConfig config;
    private final boolean combined;

    public RaftClusterInvocationContext(String displayName, ClusterConfig config, boolean combined) {
        this.displayName = displayName;
        this.config = config;
        this.combined = combined;
    }

    @Override
    public String getDisplayName(int invocation) {
        return displayName;
    }

    @Override
    public List<Extension> getAdditionalExtensions() {
        return ExternalCluster.extensions(config, combined);
    }
}
