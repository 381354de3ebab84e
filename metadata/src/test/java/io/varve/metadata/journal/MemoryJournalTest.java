package io.varve.metadata.journal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MemoryJournalTest extends JournalContract {

    private final Journal memory = new MemoryJournal(true);

    @Override
    protected Journal open() {
        return memory;
    }

    @Test
    void whetherItIsSharedIsTheOwnersWord() {
        assertThat(new MemoryJournal(true).shared()).isTrue();
        assertThat(new MemoryJournal(false).shared()).isFalse();
    }
}
