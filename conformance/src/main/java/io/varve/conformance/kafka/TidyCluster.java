package io.varve.conformance.kafka;

import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.test.ClusterInstance;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// Deletes the topics and groups that a test has made, and nothing that was there before it. Tests use the same names
/// again, as each of them expects a cluster of its own.
final class TidyCluster implements BeforeEachCallback, AfterEachCallback {

    private final ClusterInstance cluster;
    private Optional<Leftovers> leftovers = Optional.empty();

    TidyCluster(ClusterInstance cluster) {
        this.cluster = cluster;
    }

    @Override
    public void beforeEach(ExtensionContext context) throws Exception {
        try (Admin admin = cluster.admin()) {
            leftovers = Optional.of(new Leftovers(admin));
        }
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        if (leftovers.isPresent()) {
            try (Admin admin = cluster.admin()) {
                Set<String> left = leftovers.get().delete(admin);
                if (!left.isEmpty()) {
                    throw new IllegalStateException("cannot be deleted after the test: " + left);
                }
            }
        }
    }
}
