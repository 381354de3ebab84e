package io.varve.simulation.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SearchTest {

    private static final Bound TINY =
            Bound.entries(3, 0, 1).with(Limit.SENDS, 2).with(Limit.FAULTS, 1).with(Limit.READS, 1);

    @Test
    void theSameWorldsAreFoundInEveryRun() {
        Search.Result alone = search(TINY, Mutant.NONE, 1);
        Search.Result together = search(TINY, Mutant.NONE, 2);

        assertThat(alone.flaw()).isNull();
        assertThat(alone.worlds()).isEqualTo(together.worlds()).isEqualTo(49_629);
        assertThat(alone.moves()).isEqualTo(together.moves());
        assertThat(alone.depth()).isEqualTo(together.depth());
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void everyMutantIsRefutedWithinABoundInWhichTheProtocolHolds(Mutant mutant) {
        Search.Result result = search(mutant.bound(), mutant, 2);

        assertThat(result.flaw()).isNotNull();
        assertThat(result.trace()).hasSize(result.depth());
    }

    @ParameterizedTest
    @EnumSource(Space.class)
    void nothingIsWrongWithTheProtocol(Space space) {
        Search.Result result = search(space.bound(true), Mutant.NONE, 2);

        assertThat(result.flaw()).as("%s", result.trace()).isNull();
    }

    private static Search.Result search(Bound bound, Mutant mutant, int threads) {
        return new Search(Model.of(bound, mutant), threads, (depth, worlds, frontier) -> {}).run();
    }
}
