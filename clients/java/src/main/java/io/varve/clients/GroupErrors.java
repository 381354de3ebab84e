package io.varve.clients;

import io.varve.clients.GroupRequests.Request;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.ConsumerGroupHeartbeatResponse;
import org.apache.kafka.common.requests.JoinGroupResponse;
import org.apache.kafka.common.utils.ByteUtils;
import org.jspecify.annotations.Nullable;

/// What a broker answers to group and member ids of every kind, to members it does not know and to generations and
/// epochs of the past, as lines `WHOSE, API: ERROR`. In the end, groups beside them have to be as they were.
///
/// The broker has to be the coordinator of all groups.
public final class GroupErrors {
    /// So many that the coordinator has some of them wherever it has the others.
    private static final List<String> BYSTANDERS =
            IntStream.range(0, 8).mapToObj(i -> "bystander-" + i).toList();

    /// The one that has a member.
    private static final String LIVE = "bystander-live";

    /// Stands for an id that the message classes would refuse to write.
    private static final String LONG = "an id of 65536 bytes";

    private static final int LONG_BYTES = 1 << 16;

    /// Another answer is due as soon as the coordinator is there.
    private static final Set<Errors> LATER =
            EnumSet.of(Errors.COORDINATOR_LOAD_IN_PROGRESS, Errors.COORDINATOR_NOT_AVAILABLE, Errors.NOT_COORDINATOR);

    private final String bootstrap;
    private final TopicPartition partition;
    private final RawConnection connection;
    private final GroupRequests requests;

    private GroupErrors(String bootstrap, String topic, RawConnection connection) {
        this.bootstrap = bootstrap;
        this.partition = new TopicPartition(topic, 0);
        this.connection = connection;
        this.requests = new GroupRequests(topic, null);
    }

    /// Arguments: a bootstrap address and the name of a topic that does not exist.
    public static void main(String[] args) throws Exception {
        try (var connection = new RawConnection(args[0])) {
            new GroupErrors(args[0], args[1], connection).run();
        }
    }

    private static Map<String, String> ids() {
        var ids = new LinkedHashMap<String, String>();
        ids.put("ordinary", "nobody");
        ids.put("slash", "a/b");
        ids.put("nul", "a\0b");
        ids.put("emoji", "\ud83d\ude00");
        ids.put("empty", "");
        ids.put("64 KiB", LONG);
        return ids;
    }

    private void run() throws Exception {
        try (Admin admin = Connections.admin(bootstrap)) {
            admin.createTopics(List.of(new NewTopic(partition.topic(), 1, (short) 1)))
                    .all()
                    .get();
            for (String bystander : BYSTANDERS) {
                admin.alterConsumerGroupOffsets(bystander, Map.of(partition, new OffsetAndMetadata(3, "mine")))
                        .all()
                        .get();
            }
            String liveMember = joined(LIVE, requests);
            int liveGeneration = join(LIVE, liveMember);
            for (Map.Entry<String, String> id : ids().entrySet()) {
                groups(id.getKey() + " group", id.getValue());
            }
            classicGroup("classic");
            consumerGroup("modern");
            staticMembers("static");
            staticModernMembers("static-modern");
            for (String bystander : BYSTANDERS) {
                System.out.println(bystander + ": "
                        + admin.listConsumerGroupOffsets(bystander)
                                .partitionsToOffsetAndMetadata()
                                .get()
                                .values());
            }
            say(LIVE, requests.heartbeat(LIVE, liveMember, liveGeneration));
            say(LIVE, requests.leaveGroup(LIVE, liveMember));
            System.out.println("groups: "
                    + admin.listGroups().all().get().stream()
                            .map(GroupListing::groupId)
                            .sorted()
                            .toList());
            admin.deleteConsumerGroups(BYSTANDERS).all().get();
            admin.deleteConsumerGroups(List.of(LIVE)).all().get();
            admin.deleteTopics(List.of(partition.topic())).all().get();
        }
    }

    /// A group that does not exist, then one that has an offset, then one that is deleted.
    private void groups(String whose, String group) throws IOException {
        say(whose, requests.findCoordinator(group));
        say(whose, requests.offsetFetch(group, "", -1));
        say(whose, requests.describeGroups(group));
        say(whose, requests.consumerGroupDescribe(group));
        say(whose, requests.heartbeat(group, "member", 1));
        say(whose, requests.syncGroup(group, "member", 1));
        say(whose, requests.leaveGroup(group, "member"));
        say(whose, requests.offsetCommit(group, "member", 1));
        say(whose, requests.offsetDelete(group));
        say(whose, requests.deleteGroups(group));
        say(whose, requests.joinGroup(group, "member"));
        say(whose, requests.consumerGroupHeartbeat(group, "member", 1));
        String committed = whose + " with an offset";
        say(committed, requests.offsetCommit(group, "", -1));
        say(committed, requests.offsetFetch(group, "", -1));
        say(committed, requests.describeGroups(group));
        say(committed, requests.consumerGroupDescribe(group));
        say(committed, requests.heartbeat(group, "member", 1));
        say(committed, requests.offsetDelete(group));
        say(committed, requests.offsetCommit(group, "", -1));
        say(committed, requests.deleteGroups(group));
        say(committed, requests.deleteGroups(group));
    }

    private void classicGroup(String group) throws IOException {
        String member = joined(group, requests);
        int past = join(group, member);
        int now = join(group, member);
        for (Map.Entry<String, String> id : ids().entrySet()) {
            String whose = "classic group, " + id.getKey() + " member";
            say(whose, requests.heartbeat(group, id.getValue(), now));
            say(whose, requests.syncGroup(group, id.getValue(), now));
            say(whose, requests.offsetCommit(group, id.getValue(), now));
            say(whose, requests.leaveGroup(group, id.getValue()));
            if (!id.getValue().isEmpty()) {
                say(whose, requests.joinGroup(group, id.getValue()));
            }
            say(whose, requests.consumerGroupHeartbeat(group, id.getValue(), now));
        }
        var generations = new LinkedHashMap<String, Integer>();
        generations.put("of the past", past);
        generations.put("to come", now + 1);
        generations.put("none", -1);
        generations.put("of now", now);
        for (Map.Entry<String, Integer> each : generations.entrySet()) {
            String whose = "classic group, generation " + each.getKey();
            int generation = each.getValue();
            say(whose, requests.heartbeat(group, member, generation));
            say(whose, requests.syncGroup(group, member, generation));
            say(whose, requests.offsetCommit(group, member, generation));
        }
        say("classic group", requests.offsetCommit(group, "", -1));
        say("classic group", requests.deleteGroups(group));
        say("classic group", requests.offsetDelete(group));
        say("classic group", requests.consumerGroupDescribe(group));
        say("classic group, its member", requests.leaveGroup(group, member));
        say("classic group, a member that left", requests.heartbeat(group, member, now));
        say("classic group, a member that left", requests.offsetCommit(group, member, now));
        say("classic group, empty", requests.deleteGroups(group));
    }

    /// The id that a member gets when it first joins.
    private String joined(String group, GroupRequests asking) throws IOException {
        return ((JoinGroupResponse) answer(asking.joinGroup(group, ""))).data().memberId();
    }

    private int join(String group, String member) throws IOException {
        return join(group, member, requests);
    }

    /// A new generation of a group whose only member this is.
    private int join(String group, String member, GroupRequests asking) throws IOException {
        var joined = (JoinGroupResponse) answer(asking.joinGroup(group, member));
        int generation = joined.data().generationId();
        answer(asking.syncGroup(group, member, generation));
        return generation;
    }

    private void consumerGroup(String group) throws IOException {
        String member = "AAAAAAAAAAAAAAAAAAAAAQ";
        int now = epoch(requests.consumerGroupHeartbeat(group, member, 0));
        for (Map.Entry<String, String> id : ids().entrySet()) {
            String whose = "modern group, " + id.getKey() + " member";
            say(whose, requests.consumerGroupHeartbeat(group, id.getValue(), now));
            say(whose, requests.offsetCommit(group, id.getValue(), now));
            say(whose, requests.offsetFetch(group, id.getValue(), now));
            say(whose, requests.heartbeat(group, id.getValue(), now));
        }
        var epochs = new LinkedHashMap<String, Integer>();
        epochs.put("of the past", now - 1);
        epochs.put("to come", now + 1);
        epochs.put("none", -3);
        epochs.put("of now", now);
        for (Map.Entry<String, Integer> each : epochs.entrySet()) {
            String whose = "modern group, epoch " + each.getKey();
            int epoch = each.getValue();
            if (epoch > 0) {
                say(whose, requests.consumerGroupHeartbeat(group, member, epoch));
            }
            say(whose, requests.offsetCommit(group, member, epoch));
            say(whose, requests.offsetFetch(group, member, epoch));
        }
        say("modern group", requests.offsetCommit(group, "", -1));
        say("modern group", requests.deleteGroups(group));
        say("modern group", requests.offsetDelete(group));
        say("modern group", requests.describeGroups(group));
        say("modern group", requests.joinGroup(group, "member"));
        say("modern group, its member", requests.consumerGroupHeartbeat(group, member, -1));
        say("modern group, a member that left", requests.consumerGroupHeartbeat(group, member, now));
        say("modern group, a member that left", requests.offsetCommit(group, member, now));
        say("modern group, its classic member", requests.leaveGroup(group, "member"));
        say("modern group, empty", requests.deleteGroups(group));
    }

    /// Who starts again under an instance's name fences the one that had it.
    private void staticMembers(String group) throws IOException {
        GroupRequests instance = requests.of("instance");
        String former = joined(group, instance);
        int generation = join(group, former, instance);
        String member = joined(group, instance);
        say("static member, fenced", instance.heartbeat(group, former, generation));
        say("static member, fenced", instance.syncGroup(group, former, generation));
        say("static member, fenced", instance.offsetCommit(group, former, generation));
        say("static member, fenced", instance.joinGroup(group, former));
        say("static member, fenced", instance.leaveGroup(group, former));
        say("static member, fenced, without its instance", requests.heartbeat(group, former, generation));
        say("static member, fenced, without its instance", requests.offsetCommit(group, former, generation));
        say("static member", instance.heartbeat(group, member, generation));
        say("static member", instance.offsetCommit(group, member, generation));
        say("static member of another instance", requests.of("other").heartbeat(group, member, generation));
        say("static member of another instance", requests.of("other").offsetCommit(group, member, generation));
        for (Map.Entry<String, String> id : ids().entrySet()) {
            say(
                    "static member, " + id.getKey() + " instance",
                    requests.of(id.getValue()).heartbeat(group, member, generation));
        }
        say("static group", requests.deleteGroups(group));
        say("static member", instance.leaveGroup(group, member));
        say("static group, empty", requests.deleteGroups(group));
    }

    private void staticModernMembers(String group) throws IOException {
        String former = "AAAAAAAAAAAAAAAAAAAABA";
        String member = "AAAAAAAAAAAAAAAAAAAABQ";
        GroupRequests instance = requests.of("instance");
        int epoch = epoch(instance.consumerGroupHeartbeat(group, former, 0));
        say("static modern member, its instance in use", instance.consumerGroupHeartbeat(group, member, 0));
        say("static modern member, gone for a while", instance.consumerGroupHeartbeat(group, former, -2));
        say("static modern member, back", instance.consumerGroupHeartbeat(group, member, 0));
        say("static modern member, fenced", instance.consumerGroupHeartbeat(group, former, epoch));
        say("static modern member, fenced", instance.offsetCommit(group, former, epoch));
        say("static modern member", instance.offsetCommit(group, member, epoch));
        say("static modern group", requests.deleteGroups(group));
        say("static modern member", instance.consumerGroupHeartbeat(group, member, -1));
        say("static modern group, empty", requests.deleteGroups(group));
    }

    private int epoch(Request request) throws IOException {
        return ((ConsumerGroupHeartbeatResponse) answer(request)).data().memberEpoch();
    }

    private AbstractResponse answer(Request request) throws IOException {
        AbstractResponse answer = ask(request);
        if (answer == null) {
            throw new IOException("no answer to " + request);
        }
        return answer;
    }

    private void say(String whose, Request request) throws IOException {
        System.out.println(whose + ", " + request.api().name + ": " + errors(ask(request)));
    }

    private static String errors(@Nullable AbstractResponse answer) {
        if (answer == null) {
            return "hangs up";
        }
        var errors = new TreeSet<>(answer.errorCounts().keySet());
        if (errors.size() > 1) {
            errors.remove(Errors.NONE);
        }
        return errors.toString();
    }

    private @Nullable AbstractResponse ask(Request request) throws IOException {
        while (true) {
            ByteBuffer bytes = withLongIds(
                    RawConnection.bytes(request.api(), request.version(), request.message()),
                    request.api().requestHeaderVersion(request.version()) >= 2);
            AbstractResponse answer = connection.send(request.api(), request.version(), bytes);
            if (answer == null || answer.errorCounts().keySet().stream().noneMatch(LATER::contains)) {
                return answer;
            }
        }
    }

    /// Puts the bytes of an id in the place of [#LONG]. Only flexible versions have lengths that long, so others
    /// claim one that no text may have.
    private static ByteBuffer withLongIds(ByteBuffer request, boolean flexible) {
        byte[] bytes = new byte[request.remaining()];
        request.get(bytes);
        // In ISO 8859-1, characters are bytes.
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        String written = prefix(LONG.length(), flexible) + LONG;
        String replaced = text.replace(
                written,
                flexible ? prefix(LONG_BYTES, true) + "g".repeat(LONG_BYTES) : "\u0080\0" + "g".repeat(LONG_BYTES));
        return ByteBuffer.wrap(replaced.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String prefix(int length, boolean flexible) {
        var prefix = ByteBuffer.allocate(5);
        if (flexible) {
            ByteUtils.writeUnsignedVarint(length + 1, prefix);
        } else {
            prefix.putShort((short) length);
        }
        return new String(prefix.array(), 0, prefix.position(), StandardCharsets.ISO_8859_1);
    }
}
