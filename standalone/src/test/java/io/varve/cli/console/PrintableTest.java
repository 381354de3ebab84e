package io.varve.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrintableTest {

    /// Escape, delete, a mark that turns the direction of writing, a space of no width, and an unusual one.
    private static final String HIDDEN = "\u001b\u007f\u202e\u200b\u00a0";

    @ParameterizedTest
    @ValueSource(strings = {"orders", "team/orders-2.x_y", "a@b:c,d%e+f", "Zürich", "東京", "😀", "-orders"})
    void anOrdinaryNameStandsAsItIs(String name) {
        assertThat(Printable.word(name)).isEqualTo(name);
        assertThat(Printable.text(name)).isEqualTo(name);
    }

    @Test
    void nothingThatATerminalObeysOrHidesIsPrinted() {
        assertThat(Printable.text(HIDDEN)).isEqualTo("\\u001b\\u007f\\u202e\\u200b\\u00a0");
        assertThat(Printable.word(HIDDEN)).isEqualTo("$'\\u001b\\u007f\\u202e\\u200b\\u00a0'");
        assertThat(Printable.text("\ud83d\n")).isEqualTo("\\ud83d\\u000a");
        assertThat(Printable.text(Character.toString(0xe0001))).isEqualTo("\\U000e0001");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "two words",
                "it's",
                "$(reboot) `reboot` ; & | < > ! # ~ * ? [a] {b,c}",
                "\\n",
                "a\\'b",
                "line\nfeed\tand \u001b[31mred",
                "\u202eRTL",
                "😀 \ufe0f"
            })
    void aWordThatIsTypedMeansTheName(String name) throws IOException, InterruptedException {
        var builder = new ProcessBuilder("bash");
        builder.environment().put("LC_ALL", "C.UTF-8");
        Process bash = builder.redirectErrorStream(true).start();

        try (OutputStream typed = bash.getOutputStream()) {
            typed.write(("printf %s " + Printable.word(name)).getBytes(StandardCharsets.UTF_8));
        }
        String said = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(bash.waitFor()).isZero();
        assertThat(said).isEqualTo(name);
    }

    @Test
    void aNameWithNulIsAWordThatMeansNoOther() {
        // Bash would end $'a\u0000b' before the b, and another group would be meant.
        assertThat(Printable.word("a\0b'c")).isEqualTo("'a\\u0000b'\\''c'");
        assertThat(Printable.word("a\\u0000b'c")).isEqualTo("$'a\\\\u0000b\\'c'");
    }

    @Test
    void aCellHoldsTheBeginningOfALongName() {
        assertThat(Printable.cell("g".repeat(80))).isEqualTo("g".repeat(80));
        assertThat(Printable.cell("g".repeat(65_536))).isEqualTo("g".repeat(48) + "... (65536 characters)");
        assertThat(Printable.cell("\0".repeat(14))).isEqualTo("'" + "\\u0000".repeat(7) + "'... (14 characters)");
    }
}
