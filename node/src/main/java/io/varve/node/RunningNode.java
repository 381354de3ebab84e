package io.varve.node;

import io.micrometer.core.instrument.MeterRegistry;
import io.varve.core.Doors;
import io.varve.core.Threads;
import io.varve.kafka.api.ApiHandler;
import io.varve.kafka.api.ApiRegistry;
import io.varve.kafka.api.Features;
import io.varve.kafka.catalog.CatalogApis;
import io.varve.kafka.net.InFlightBytes;
import io.varve.kafka.net.KafkaListener;
import io.varve.kafka.net.ListenerSettings;
import io.varve.log.read.LogOffsets;
import io.varve.metadata.cluster.Cluster;
import io.varve.metadata.cluster.LocalNode;
import io.varve.metadata.cluster.Stores;
import io.varve.metadata.entry.CatalogCommand.NodeUp;
import io.varve.metadata.entry.NodeAddress;
import io.varve.metadata.entry.NodeRole;
import io.varve.metadata.journal.uri.JournalUri;
import io.varve.node.NodeSettings.Endpoint;
import io.varve.node.NodeSettings.Locations;
import io.varve.node.api.Api02ListOffsets;
import io.varve.node.api.Api23OffsetForLeaderEpoch;
import io.varve.node.http.HttpEndpoint;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.protocol.ApiKeys;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One process of a cluster at work.
///
/// ```
///   port taken --> stores open --> cluster replayed --> roles started --> announced --> clients accepted
///   gone <-- stores closed <-- roles closed <-- answers written <-- roles drain <-- farewell
/// ```
///
/// A node is announced when it has nothing left to do but to accept: whoever is sent to it need not wait. Before that
/// clients are refused and go to other nodes, or wait where there can be none.
public final class RunningNode implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RunningNode.class);

    /// The rules of journal entries that this version understands.
    private static final int FEATURE_LEVEL = 1;

    private final KafkaListener listener;
    private final Cluster cluster;
    private final LocalNode self;
    private final StoreCheck storeCheck;
    private final List<HttpEndpoint> endpoints;
    private final Deque<AutoCloseable> parts;

    private RunningNode(
            KafkaListener listener,
            Cluster cluster,
            LocalNode self,
            List<HttpEndpoint> endpoints,
            Deque<AutoCloseable> parts) {
        this.listener = listener;
        this.cluster = cluster;
        this.self = self;
        this.endpoints = List.copyOf(endpoints);
        this.storeCheck = new StoreCheck(cluster);
        this.parts = parts;
    }

    /// Joins the cluster whose stores the settings name, or begins one, and serves.
    ///
    /// @param roles what this node does; where two of them serve an API, the later one does
    /// @throws StartException if a person has to do something first
    public static RunningNode start(NodeSettings settings, List<Role> roles, MeterRegistry meters, Doors doors) {
        // Closed in reverse, also when a later one cannot be opened.
        var parts = new ArrayDeque<AutoCloseable>();
        try {
            return start(settings, roles, meters, doors, parts);
        } catch (RuntimeException e) {
            close(parts);
            throw StartFailures.explain(e);
        }
    }

    private static RunningNode start(
            NodeSettings settings, List<Role> roles, MeterRegistry meters, Doors doors, Deque<AutoCloseable> parts) {
        Endpoint endpoint = settings.endpoint();
        var inFlight = new InFlightBytes(endpoint.maxInFlightBytes());
        KafkaListener listener = bind(endpoint, inFlight, doors);
        // Until it serves, there is nothing to drain.
        parts.push(listener);
        requireSharedJournal(settings.stores(), roles);
        OpenStores opened = OpenStores.open(settings.stores(), doors, parts);
        Stores stores = opened.stores();
        if (!stores.journal().shared()) {
            use(endpoint, listener::listen);
        }
        Cluster cluster = Cluster.open(stores, settings.cluster(), doors);
        parts.push(cluster);
        stores.clockGuard().check();
        var self = new LocalNode(new NodeUp(
                address(endpoint, listener, stores),
                cluster.incarnation(),
                roles.stream().map(Role::kind).toList(),
                endpoint.advertised().zone(),
                FEATURE_LEVEL));
        NodeLogs logs = NodeLogs.of(cluster, settings.caches(), doors);
        var context = new NodeContext(cluster, settings.stores(), self, logs, meters, settings.topics());
        var nodeMeters = new NodeMeters(meters);
        nodeMeters.bind(opened.storeMeter());
        nodeMeters.bind(opened.journalMeter());
        nodeMeters.bind(stores.clockGuard());
        nodeMeters.bind(logs.cache());
        nodeMeters.bind(listener, inFlight);
        nodeMeters.bind(cluster);
        var duties = new ArrayList<Duty>();
        for (Role role : roles) {
            Duty duty = role.start(context);
            parts.push(duty);
            duties.add(duty);
        }
        if (roles.stream().anyMatch(role -> role.kind() == NodeRole.INGEST)) {
            cluster.startUpkeep(settings.cluster().upkeep());
        }
        // Moves to where it is closed first.
        parts.remove(listener);
        parts.push(listener);
        duties.forEach(duty -> parts.push(duty::drain));
        var registry = new ApiRegistry(handlers(context, duties), Features.SERVED);
        var probe = new KafkaProbe(doors.timers(), settings.probing().timeout());
        parts.push(Membership.join(cluster, self, probe, settings.probing()));
        use(endpoint, () -> listener.serve(registry));
        List<HttpEndpoint> endpoints =
                duties.stream().flatMap(duty -> duty.endpoints().stream()).toList();
        return new RunningNode(listener, cluster, self, endpoints, parts);
    }

    /// Where clients and other nodes reach this one.
    public NodeAddress address() {
        return self.address();
    }

    public LocalNode self() {
        return self;
    }

    public Cluster cluster() {
        return cluster;
    }

    public KafkaListener listener() {
        return listener;
    }

    /// What its roles answer over HTTP.
    public List<HttpEndpoint> endpoints() {
        return endpoints;
    }

    /// Why a produce would not succeed now; empty if it would, as far as can be told without one. Blocks for two
    /// seconds at most.
    public Optional<String> obstacle() {
        return storeCheck.obstacle();
    }

    /// Lets requests under way finish, within the listener's bound, and leaves the cluster.
    @Override
    public void close() {
        close(parts);
    }

    private static void requireSharedJournal(Locations locations, List<Role> roles) {
        boolean alone = roles.stream().anyMatch(role -> role.kind() == NodeRole.INGEST)
                && roles.stream().anyMatch(role -> role.kind() == NodeRole.READ);
        if (!alone && JournalUri.parse(locations.journalUri()).needsOneProcess()) {
            throw new StartException("a single service cannot use the journal '" + locations.journalUri()
                    + "', which belongs to one process: use dynamodb://TABLE or store:, or run all roles with"
                    + " 'varve start'");
        }
    }

    private static KafkaListener bind(Endpoint endpoint, InFlightBytes inFlight, Doors doors) {
        var settings = new ListenerSettings("kafka", endpoint.bindHost(), endpoint.kafkaPort(), endpoint.bounds());
        try {
            return KafkaListener.bind(settings, inFlight, doors);
        } catch (IOException e) {
            throw cannotListen(endpoint, e);
        }
    }

    /// A use of the port that was taken.
    private interface PortUse {
        void run() throws IOException;
    }

    private static void use(Endpoint endpoint, PortUse use) {
        try {
            use.run();
        } catch (IOException e) {
            throw cannotListen(endpoint, e);
        }
    }

    private static StartException cannotListen(Endpoint endpoint, IOException cause) {
        return new StartException(
                "cannot listen for Kafka clients on " + endpoint.bindHost() + ":" + endpoint.kafkaPort() + " ("
                        + cause.getMessage() + "): choose another port with --kafka-port or VARVE_KAFKA_PORT",
                cause);
    }

    private static NodeAddress address(Endpoint endpoint, KafkaListener listener, Stores stores) {
        String host = AdvertisedHost.of(endpoint, stores.journal().shared());
        int advertisedPort = endpoint.advertised().kafkaPort();
        int kafkaPort = advertisedPort == 0 ? listener.address().getPort() : advertisedPort;
        return new NodeAddress(host, kafkaPort, endpoint.httpPort());
    }

    private static List<ApiHandler<?>> handlers(NodeContext context, List<Duty> duties) {
        Map<ApiKeys, ApiHandler<?>> byApi = new EnumMap<>(ApiKeys.class);
        everyNode(context).forEach(handler -> byApi.put(handler.api(), handler));
        for (Duty duty : duties) {
            duty.handlers().forEach(handler -> byApi.put(handler.api(), handler));
        }
        return List.copyOf(byApi.values());
    }

    private static List<ApiHandler<?>> everyNode(NodeContext context) {
        LogOffsets offsets = context.logs().offsets();
        Threads threads = context.doors().threads();
        var handlers = new ArrayList<ApiHandler<?>>();
        handlers.addAll(CatalogApis.all(context.cluster(), context.self(), context.topicDefaults()));
        handlers.add(new Api02ListOffsets(context.topics(), offsets, threads));
        handlers.add(new Api23OffsetForLeaderEpoch(context.topics(), offsets, threads));
        return handlers;
    }

    private static void close(Deque<AutoCloseable> parts) {
        while (!parts.isEmpty()) {
            AutoCloseable part = parts.pop();
            try {
                part.close();
            } catch (Exception e) {
                LOG.warn("part of the node did not close cleanly part={}", part, e);
            }
        }
    }
}
