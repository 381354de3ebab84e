package io.varve.kafka.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.kafka.api.ClientConnection;
import io.varve.kafka.api.RequestContext;
import io.varve.kafka.api.RequestContext.Arrival;
import io.varve.kafka.api.RequestContext.RequestBytes;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.common.protocol.ApiKeys;
import org.junit.jupiter.api.Test;

class AbsentTopicsTest {

    private static final RequestContext CONTEXT = new RequestContext(
            ApiKeys.METADATA,
            (short) 13,
            1,
            "client",
            new ClientConnection(1, "test", InetSocketAddress.createUnresolved("client", 1)),
            new Arrival(0, Duration.ZERO, RequestBytes.NONE));

    private final Deque<Runnable> begun = new ArrayDeque<>();
    private final List<String> created = new ArrayList<>();
    private boolean broken;
    private final AbsentTopics topics = new AbsentTopics(
            (_, task) -> {
                begun.add(task);
                return Thread.currentThread();
            },
            (_, wanted) -> {
                if (broken) {
                    throw new IllegalStateException("nothing can be created");
                }
                wanted.forEach(topic -> created.add(topic.name()));
            });

    @Test
    void noMoreThanSoManyAreCreatedAtATimeAndTheRestWhenAskedAgain() {
        List<String> wanted = IntStream.range(0, AbsentTopics.MAX_UNDER_WAY + 1)
                .mapToObj(n -> "topic-" + n)
                .toList();

        create(wanted);
        create(wanted);
        assertThat(begun).hasSize(1);
        begun.remove().run();
        assertThat(created).isEqualTo(wanted.subList(0, AbsentTopics.MAX_UNDER_WAY));

        create(List.of(wanted.getLast()));
        begun.remove().run();
        assertThat(created).isEqualTo(wanted);
    }

    @Test
    void whatManyAskForAtOnceIsCreatedOnce() {
        create(List.of("a", "b", "a"));
        create(List.of("b", "c"));
        begun.forEach(Runnable::run);

        assertThat(created).containsExactly("a", "b", "c");
    }

    @Test
    void whatCouldNotBeCreatedIsTriedWhenAskedForAgain() {
        broken = true;
        create(List.of("a"));
        begun.remove().run();
        assertThat(created).isEmpty();

        broken = false;
        create(List.of("a"));
        begun.remove().run();
        assertThat(created).containsExactly("a");
    }

    @Test
    void impossibleNamesAndThoseOfKafkasOwnTopicsAreLeftAlone() {
        create(List.of("../b", "", ".", "x".repeat(250), "__consumer_offsets", "__transaction_state", "with space"));

        assertThat(begun).isEmpty();
    }

    private void create(List<String> names) {
        topics.create(CONTEXT, names.stream().map(AbsentTopics::named).toList());
    }
}
