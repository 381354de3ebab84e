package io.varve.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RecordShapeTest {

    @Test
    void groupsDealPartitionsOutEvenly() {
        var shape = new RecordShape("topic", 5, 1, 1);

        assertThat(shape.groups(3, 2)).containsExactly(new int[] {0, 1}, new int[] {2, 3}, new int[] {4, 0});
    }
}
