package io.varve.conformance.kafka;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import kafka.server.ControllerServer;
import kafka.server.KafkaBroker;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterResult;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.GroupProtocol;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.internals.Topic;
import org.apache.kafka.common.network.ListenerName;
import org.apache.kafka.common.test.ClusterInstance;
import org.apache.kafka.common.test.api.ClusterConfig;
import org.apache.kafka.common.test.api.Type;
import org.apache.kafka.server.authorizer.Authorizer;
import org.apache.kafka.server.fault.FaultHandlerException;
import org.apache.kafka.test.TestUtils;
import org.junit.jupiter.api.extension.Extension;

/// What a test sees of the cluster at [#BOOTSTRAP]. A test that asks for what no client can do there, such as to stop a
/// broker, is skipped with what it asked for.
public final class ExternalCluster implements ClusterInstance {

    /// The system property with the address of the cluster.
    static final String BOOTSTRAP = "varve.conformance.bootstrap";

    private final ClusterConfig config;
    private final boolean combined;

    private ExternalCluster(ClusterConfig config, boolean combined) {
        this.config = config;
        this.combined = combined;
    }

    /// What makes JUnit give the cluster to one invocation of a test, and tidy up after it.
    ///
    /// @param combined whether the test asked for brokers that are controllers as well
    public static List<Extension> extensions(ClusterConfig config, boolean combined) {
        var cluster = new ExternalCluster(config, combined);
        return List.of(
                new Applicability(config, combined),
                new TidyCluster(cluster),
                new ClusterParameter(cluster),
                new BeyondClients.Handler());
    }

    @Override
    public String bootstrapServers() {
        return System.getProperty(BOOTSTRAP);
    }

    @Override
    public Type type() {
        return combined ? Type.CO_KRAFT : Type.KRAFT;
    }

    @Override
    public ClusterConfig config() {
        return config;
    }

    @Override
    public ListenerName clientListener() {
        return config.brokerListenerName();
    }

    @Override
    public ListenerName controllerListenerName() {
        return config.controllerListenerName();
    }

    @Override
    public Set<GroupProtocol> supportedGroupProtocols() {
        return Set.of(GroupProtocol.CLASSIC, GroupProtocol.CONSUMER);
    }

    @Override
    public String clusterId() {
        return describe(DescribeClusterResult::clusterId);
    }

    @Override
    public Set<Integer> brokerIds() {
        return describe(DescribeClusterResult::nodes).stream().map(Node::id).collect(Collectors.toSet());
    }

    @Override
    public List<Integer> brokerBoundPorts() {
        return describe(DescribeClusterResult::nodes).stream().map(Node::port).toList();
    }

    private <T> T describe(Function<DescribeClusterResult, KafkaFuture<T>> what) {
        try (Admin admin = admin()) {
            return what.apply(admin.describeCluster()).get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("cannot describe the cluster", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /// With the replication that the cluster gives: tests ask for as many replicas as they wanted brokers, and do
    /// not mind a topic that is there. Topics in which brokers keep what is theirs, such as offsets, a cluster
    /// makes itself.
    @Override
    public void createTopic(String topic, int partitions, short replicas, Map<String, String> configs)
            throws InterruptedException {
        if (Topic.isInternal(topic)) {
            return;
        }
        try (Admin admin = admin()) {
            var created = new NewTopic(topic, Optional.of(partitions), Optional.empty()).configs(configs);
            admin.createTopics(List.of(created)).all().get();
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw new IllegalStateException("cannot create " + topic + ": " + e.getCause(), e);
            }
        }
        waitTopicCreation(topic, partitions);
    }

    @Override
    public void createTopicWithAssignment(String topic, Map<Integer, List<Integer>> assignment) {
        throw new BeyondClients("replicas on certain brokers");
    }

    @Override
    public void waitTopicCreation(String topic, int partitions) throws InterruptedException {
        try (var topics = new TopicView(admin())) {
            TestUtils.waitForCondition(() -> topics.partitions(topic) == partitions, topic + " was not created");
        }
    }

    @Override
    public void waitTopicDeletion(String topic) throws InterruptedException {
        try (var topics = new TopicView(admin())) {
            TestUtils.waitForCondition(() -> topics.partitions(topic) == 0, topic + " was not deleted");
        }
    }

    /// What is seen of a cluster is seen in order: with a topic that is made now everything that was done before.
    @Override
    public void ensureConsistentMetadata() throws InterruptedException {
        String topic = "seen-" + UUID.randomUUID();
        createTopic(topic, 1, (short) 1);
        try {
            deleteTopic(topic);
        } catch (ExecutionException e) {
            throw new IllegalStateException("cannot delete " + topic + ": " + e.getCause(), e);
        }
    }

    @Override
    public void ensureConsistentMetadata(Collection<KafkaBroker> brokers, Collection<ControllerServer> controllers)
            throws InterruptedException {
        ensureConsistentMetadata();
    }

    /// Its nodes are no objects of this process: a test may wait for all of them, and not ask for one.
    @Override
    public Map<Integer, KafkaBroker> brokers() {
        return new NoServers<>("a broker's object");
    }

    @Override
    public Map<Integer, KafkaBroker> aliveBrokers() {
        return brokers();
    }

    @Override
    public Map<Integer, ControllerServer> controllers() {
        return new NoServers<>("a controller's object");
    }

    @Override
    public Set<Integer> controllerIds() {
        throw new BeyondClients("controllers");
    }

    @Override
    public List<Integer> controllerBoundPorts() {
        throw new BeyondClients("controllers");
    }

    @Override
    public String bootstrapControllers() {
        throw new BeyondClients("controllers");
    }

    @Override
    public List<Authorizer> authorizers() {
        throw new BeyondClients("ACLs");
    }

    @Override
    public void waitAcls(AclBindingFilter filter, Collection<AccessControlEntry> entries) {
        throw new BeyondClients("ACLs");
    }

    @Override
    public void shutdownBroker(int id) {
        throw new BeyondClients("to stop brokers");
    }

    @Override
    public void startBroker(int id) {
        throw new BeyondClients("to start brokers");
    }

    @Override
    public void stop() {
        throw new BeyondClients("to stop the cluster");
    }

    /// A test that would start its cluster itself, with what it sets before, finds it started.
    @Override
    public void start() {}

    @Override
    public boolean started() {
        return true;
    }

    @Override
    public boolean stopped() {
        return false;
    }

    @Override
    public void waitForReadyBrokers() {}

    @Override
    public Optional<FaultHandlerException> firstFatalException() {
        return Optional.empty();
    }

    @Override
    public Optional<FaultHandlerException> firstNonFatalException() {
        return Optional.empty();
    }
}
