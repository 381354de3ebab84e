package io.varve.cli.process;

import static org.assertj.core.api.Assertions.assertThat;

/// What a process said and how it ended.
record Ended(int exitCode, String out, String err) {

    /// Demands that the start was refused in one line which says what is wrong and what to do.
    void isRefusal(String... parts) {
        assertThat(err).startsWith("varve: ").contains(parts);
        assertThat(err.lines()).as("lines of standard error").hasSize(1);
        assertThat(err).doesNotContain("\tat ", "Caused by", "SRCFG");
        assertThat(out).isEmpty();
        assertThat(exitCode).isEqualTo(1);
    }
}
