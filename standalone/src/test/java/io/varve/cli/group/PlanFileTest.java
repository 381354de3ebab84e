package io.varve.cli.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.varve.cli.console.CommandException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlanFileTest {

    private static final TopicPartition FIRST = new TopicPartition("orders", 0);
    private static final TopicPartition SECOND = new TopicPartition("orders", 1);

    @Test
    void whatIsWrittenIsReadAgain() {
        var offsets = new TreeMap<TopicPartition, Long>(GroupReader.BY_NAME);
        offsets.put(FIRST, 5L);
        offsets.put(SECOND, Long.MAX_VALUE);

        String written = PlanFile.write(offsets);

        assertThat(written).isEqualTo("orders,0,5\norders,1,9223372036854775807\n");
        assertThat(read(written)).isEqualTo(offsets);
    }

    @Test
    void linesThatNameAGroupAreForItAlone() {
        assertThat(read("billing,orders,0,5\nother,orders,0,6\nbilling,orders,1,7\n"))
                .isEqualTo(Map.of(FIRST, 5L, SECOND, 7L));
    }

    @Test
    void fieldsMayBeQuotedAndEmptyLinesAreNone() {
        assertThat(PlanFile.read("file", List.of("", "\"a, \"\"b\"\"\",\"orders\",0,5", " "), "a, \"b\""))
                .isEqualTo(Map.of(FIRST, 5L));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    orders,0             | 'orders,0' is not topic,partition,offset
                    orders 0 5           | 'orders 0 5' is not topic,partition,offset
                    a,b,c,0,5            | 'a,b,c,0,5' is not topic,partition,offset
                    orders,x,5           | 'x' is no number
                    orders,0,            | '' is no number
                    orders,-1,5          | -1 is out of range
                    orders,2147483648,5  | 2147483648 is out of range
                    orders,0,-1          | -1 is out of range
                    """)
    void aLineThatMeansNothingIsRefusedByItsNumber(String line, String why) {
        assertThatThrownBy(() -> read("orders,7,7\n" + line + "\n"))
                .isInstanceOf(CommandException.class)
                .hasMessage("file, line 2: " + why);
    }

    @Test
    void anOffsetThatIsSaidTwiceIsRefused() {
        assertThatThrownBy(() -> read("orders,0,5\norders,0,5\n"))
                .hasMessage("file, line 2: a second offset of orders-0");
    }

    @Test
    void aFileWithNothingForTheGroupIsRefused() {
        assertThatThrownBy(() -> read("")).hasMessage("file has no offset of group billing");
        assertThatThrownBy(() -> read("other,orders,0,5\n")).hasMessage("file has no offset of group billing");
    }

    @Test
    void aFileThatIsThereIsNotReplaced(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("plan.csv");
        PlanFile.save(file, Map.of(FIRST, 5L));

        assertThatThrownBy(() -> PlanFile.save(file, Map.of(FIRST, 6L)))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("is there already");
        assertThat(Files.readString(file)).isEqualTo("orders,0,5\n");
    }

    private static Map<TopicPartition, Long> read(String content) {
        return PlanFile.read("file", content.lines().toList(), "billing");
    }
}
