package io.varve.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConsoleTest {

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @ParameterizedTest
    @ValueSource(strings = {"y\n", "Y", " yes \n", "YES\r\nn\n"})
    void aYesIsAYes(String typed) {
        assertThat(answered(typed).confirms("Delete it?")).isTrue();
        assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo("Delete it? [y/N] ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "n\n", "yep\n", "\ny\n"})
    void anythingElseIsANo(String typed) {
        assertThat(answered(typed).confirms("Delete it?")).isFalse();
    }

    private Console answered(String typed) {
        return new Console(
                new ByteArrayInputStream(typed.getBytes(StandardCharsets.UTF_8)),
                new PrintStream(new ByteArrayOutputStream()),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                true);
    }
}
