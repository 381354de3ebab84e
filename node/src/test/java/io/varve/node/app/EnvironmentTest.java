package io.varve.node.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.varve.node.StartException;
import java.util.List;
import org.junit.jupiter.api.Test;

class EnvironmentTest {

    private static final List<String> SETTINGS = List.of("varve.store", "varve.kafka.max-idle");

    @Test
    void aVariableIsASettingInCapitals() {
        assertThat(Environment.variable("varve.kafka.max-idle")).isEqualTo("VARVE_KAFKA_MAX_IDLE");
    }

    @Test
    void settingsAndWhatBelongsToOthersPass() {
        List<String> variables = List.of(
                "PATH", "VARVE", "VARVE_STORE", "VARVE_KAFKA_MAX_IDLE", "VARVE_HTTP", "VARVE_JAVA_OPTS", "VARVE_TOOLS");

        assertThatCode(() -> Environment.check(variables, SETTINGS)).doesNotThrowAnyException();
    }

    @Test
    void whatLooksLikeASettingAndIsNoneIsRefusedByName() {
        List<String> variables = List.of("VARVE_STORE", "VARVE_STOER", "VARVE_KAFKA_MAXIDLE");

        assertThatThrownBy(() -> Environment.check(variables, SETTINGS))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("VARVE_KAFKA_MAXIDLE, VARVE_STOER:");
    }
}
