package io.varve.clients.groups;

import io.varve.clients.Program;
import io.varve.clients.groups.GroupCheck.Scope;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The clients that can be in a group, each with the protocol that it speaks there.
///
/// kafkajs knows no static members.
enum GroupClient {
    JAVA_CLASSIC(Program.JAVA, "classic", true),
    JAVA_COOPERATIVE(Program.JAVA, "cooperative", true),
    JAVA_848(Program.JAVA, "consumer", true),
    LIBRDKAFKA_CLASSIC(Program.LIBRDKAFKA, "classic", true),
    LIBRDKAFKA_848(Program.LIBRDKAFKA, "consumer", true),
    KAFKAJS(Program.KAFKAJS, "classic", false),
    AIOKAFKA(Program.AIOKAFKA, "classic", true),
    FRANZ_GO(Program.FRANZ_GO, "cooperative", true);

    private final Program program;
    private final String protocol;
    private final boolean staticMembers;

    GroupClient(Program program, String protocol, boolean staticMembers) {
        this.program = program;
        this.protocol = protocol;
        this.staticMembers = staticMembers;
    }

    static GroupClient named(String label) {
        return Arrays.stream(values())
                .filter(client -> client.label().equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no such client: " + label));
    }

    String label() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }

    boolean hasStaticMembers() {
        return staticMembers;
    }

    /// Whether the coordinator decides who gets what, and members have epochs of their own (KIP-848).
    boolean isAssignedByCoordinator() {
        return protocol.equals("consumer");
    }

    /// Whether a static member that comes back as the group's leader has the group rebalance once it knows
    /// the topics: its own wish, that no coordinator can refuse. Who leads is chance.
    boolean rebalancesAsReturningLeader() {
        return this == FRANZ_GO;
    }

    /// Whether it can take seconds to find a new coordinator that answers at once. librdkafka asks for it on
    /// connections on which fetches wait, drops a connection that it has just made whenever the answer changes, and
    /// holds its commits back meanwhile. kafkajs tries the broker that is gone until it has given up five times.
    boolean takesItsTimeToFindACoordinator() {
        return program == Program.LIBRDKAFKA || this == KAFKAJS;
    }

    /// Whether a member that is told to leave may go on fetching for ever. kafkajs begins to fetch anew
    /// when the nodes of its partitions change, also when it has been stopped while it waited for its last
    /// fetches.
    boolean mayFetchForEver() {
        return this == KAFKAJS;
    }

    Scope generations() {
        return isAssignedByCoordinator() ? Scope.PARTITION : Scope.GROUP;
    }

    /// The command line of a member.
    ///
    /// @param clients the folder of the clients' programs
    /// @param instanceId empty for a dynamic member
    List<String> command(Path clients, String bootstrap, String topic, String group, String instanceId) {
        List<String> command = new ArrayList<>(program.command(clients));
        command.addAll(List.of("group", bootstrap, topic, group, "--protocol", protocol));
        if (!instanceId.isEmpty()) {
            command.addAll(List.of("--instance-id", instanceId));
        }
        return command;
    }
}
