package io.varve.log.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DecodingRoomTest {

    private static final int KIB = 1024;

    private final DecodingRoom room = new DecodingRoom(100 * KIB);

    @Test
    void whatIsTakenIsFreeAgainWhenItsShareIsClosed() {
        DecodingRoom.Share share = room.take(60 * KIB);

        assertThat(room.takenBytes()).isEqualTo(60 * KIB);
        assertThat(room.tryTake(41 * KIB)).isEmpty();
        share.close();
        assertThat(room.takenBytes()).isZero();
        assertThat(room.tryTake(41 * KIB)).isPresent();
    }

    @Test
    void whoWantsMoreThanThereIsGetsAllOfIt() {
        try (DecodingRoom.Share _ = room.take(Long.MAX_VALUE)) {
            assertThat(room.takenBytes()).isEqualTo(100 * KIB);
            assertThat(room.tryTake(1)).isEmpty();
        }
    }

    @Test
    void whoWantsNothingWaitsForNobody() {
        try (DecodingRoom.Share _ = room.take(Long.MAX_VALUE);
                DecodingRoom.Share nothing = room.take(0)) {
            assertThat(nothing).isNotNull();
        }
    }
}
