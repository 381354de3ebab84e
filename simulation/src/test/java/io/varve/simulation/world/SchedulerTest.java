package io.varve.simulation.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class SchedulerTest {

    private final CompletableFuture<String> word = new CompletableFuture<>();
    private final CompletableFuture<String> heard = new CompletableFuture<>();

    /// A world belongs to the thread that makes it, which is a new one for each test.
    private World waitForTheWord() {
        var world = new World(new World.Settings(1, Set.of(), Set.of(), 0, false));
        world.begin("node").start("listener", () -> heard.complete(word.join()));
        assertThat(world.scheduler().step()).isTrue();
        return world;
    }

    @Test
    void threadsOfAWorldWakeEachOther() {
        World world = waitForTheWord();

        world.begin("other").start("speaker", () -> word.complete("now"));

        assertThat(world.scheduler().step()).isTrue();
        assertThat(world.scheduler().step()).isTrue();
        assertThat(heard).isCompletedWithValue("now");
    }

    @Test
    void aThreadThatIsWokenFromOutsideFailsTheWorld() throws InterruptedException {
        World world = waitForTheWord();

        Thread.ofPlatform().start(() -> word.complete("now")).join();

        assertThatThrownBy(() -> world.scheduler().step())
                .isInstanceOf(Violation.class)
                .hasMessageContaining("woken from outside");
        assertThat(heard).isNotDone();
    }
}
