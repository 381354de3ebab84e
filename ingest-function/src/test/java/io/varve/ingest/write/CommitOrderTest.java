package io.varve.ingest.write;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.ingest.write.CommitOrder.Turn;
import io.varve.metadata.journal.ShardId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class CommitOrderTest {

    private static final ShardId ONE = ShardId.data(1);
    private static final ShardId OTHER = ShardId.data(2);

    private final CommitOrder order = new CommitOrder();
    private final List<String> done = Collections.synchronizedList(new ArrayList<>());

    @Test
    void whatIsReadyEarlyWaitsForThoseBeforeIt() {
        Turn first = order.enter(ONE);
        Turn second = order.enter(ONE);
        Turn third = order.enter(ONE);

        third.ready(() -> done.add("third"));
        second.ready(() -> done.add("second"));
        assertThat(done).isEmpty();

        first.ready(() -> done.add("first"));
        assertThat(done).containsExactly("first", "second", "third");
    }

    @Test
    void shardsDoNotWaitForEachOther() {
        order.enter(ONE);
        order.enter(OTHER).ready(() -> done.add("other"));

        assertThat(done).containsExactly("other");
    }

    @Test
    void aTurnMayMakeAnotherReady() {
        Turn first = order.enter(ONE);
        Turn second = order.enter(ONE);

        first.ready(() -> {
            second.ready(() -> done.add("second"));
            done.add("first");
        });

        assertThat(done).containsExactly("first", "second");
    }

    @Test
    @Timeout(30)
    void turnsOfAShardKeepTheirOrderWhateverThreadsMakeThemReady() throws InterruptedException {
        List<Turn> turns =
                IntStream.range(0, 2_000).mapToObj(i -> order.enter(ONE)).toList();
        var shuffled = new ArrayList<>(IntStream.range(0, turns.size()).boxed().toList());
        Collections.shuffle(shuffled, new Random(11));
        List<Thread> threads = IntStream.range(0, 8)
                .mapToObj(t -> Thread.ofVirtual().start(() -> {
                    for (int i = t; i < shuffled.size(); i += 8) {
                        int number = shuffled.get(i);
                        turns.get(number).ready(() -> done.add(String.valueOf(number)));
                    }
                }))
                .toList();
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(done)
                .containsExactlyElementsOf(IntStream.range(0, turns.size())
                        .mapToObj(String::valueOf)
                        .toList());
    }
}
