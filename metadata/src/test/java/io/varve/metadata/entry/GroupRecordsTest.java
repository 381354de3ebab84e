package io.varve.metadata.entry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.varve.core.ByteReader;
import io.varve.core.ByteWriter;
import io.varve.core.MalformedDataException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GroupRecordsTest {

    private static final int MIB = 1024 * 1024;

    @Test
    void aLargeGroupThatSaysTheSameOfEachMemberTakesLittle() {
        List<GroupRecord> members = IntStream.range(0, 1000)
                .mapToObj(member ->
                        record("group-of-many", "member-" + member + "-subscribes-to-" + "topic ".repeat(150)))
                .toList();
        var records = GroupRecords.of(members);

        assertThat(records.encodedBytes()).isLessThan(32 * 1024);
        assertThat(writtenAndRead(records).list()).isEqualTo(members);
    }

    @Test
    void smallRecordsStayAsTheyAre() {
        var records = GroupRecords.of(List.of(record("group", "offset")));

        assertThat(records.encodedBytes()).isEqualTo(1 + 1 + 5 + 1 + 1 + 6);
        assertThat(writtenAndRead(records)).isEqualTo(records);
    }

    @Test
    void recordsThatComeToMoreThanTheyMayAreRefused() {
        var tooMuch = new GroupRecord(ByteBuffer.allocate(1), ByteBuffer.allocate(2 * MIB));

        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> GroupRecords.of(List.of(tooMuch)))
                .withMessageContaining("at most 2097152 bytes");
    }

    @Test
    void aBombIsNotInflated() {
        ByteWriter bomb = new ByteWriter().varint(Integer.MAX_VALUE).varint(3).raw(new byte[] {1, 2, 3}, 0, 3);

        assertThatExceptionOfType(MalformedDataException.class)
                .isThrownBy(() -> GroupRecords.read(new ByteReader(bomb.view(0))))
                .withMessageContaining("more than");
    }

    @Test
    void aStreamOfAnotherLengthThanItSaysIsRefused() {
        var honest = new ByteWriter();
        GroupRecords.of(List.of(record("group", "x".repeat(8 * 1024)))).write(honest);
        var in = new ByteReader(honest.view(0));
        int inflatedBytes = in.varint32();
        ByteBuffer rest = in.slice(in.remaining());

        for (int lie : new int[] {-1, 1}) {
            ByteWriter out = new ByteWriter().varint(inflatedBytes + lie).raw(rest.duplicate());
            assertThatExceptionOfType(MalformedDataException.class)
                    .isThrownBy(() -> GroupRecords.read(new ByteReader(out.view(0))))
                    .withMessageContaining("does not come to");
        }
    }

    private static GroupRecords writtenAndRead(GroupRecords records) {
        var out = new ByteWriter();
        records.write(out);
        var in = new ByteReader(out.view(0));
        GroupRecords read = GroupRecords.read(in);
        in.end();
        return read;
    }

    private static GroupRecord record(String key, String value) {
        return new GroupRecord(
                ByteBuffer.wrap(key.getBytes(StandardCharsets.UTF_8)),
                ByteBuffer.wrap(value.getBytes(StandardCharsets.UTF_8)));
    }
}
