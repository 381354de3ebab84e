package io.varve.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HaltingCrashPointsTest {

    private final List<Integer> halts = new ArrayList<>();

    @Test
    void haltsAtTheFirstPassingUnlessToldOtherwise() {
        CrashPoints points = HaltingCrashPoints.of("AFTER_PUT", halts::add);

        points.reach(CrashPoint.BEFORE_PUT);
        assertThat(halts).isEmpty();

        points.reach(CrashPoint.AFTER_PUT);
        assertThat(halts).containsExactly(HaltingCrashPoints.EXIT_STATUS);
    }

    @Test
    void countsOnlyPassingsOfItsPoint() {
        CrashPoints points = HaltingCrashPoints.of("AFTER_APPEND:3", halts::add);

        points.reach(CrashPoint.AFTER_APPEND);
        points.reach(CrashPoint.BEFORE_APPEND);
        points.reach(CrashPoint.AFTER_APPEND);
        points.reach(CrashPoint.BEFORE_APPLY);
        assertThat(halts).isEmpty();

        points.reach(CrashPoint.AFTER_APPEND);
        assertThat(halts).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "after_put", "AFTER_PUT:", "AFTER_PUT:0", "AFTER_PUT:-1", "AFTER_PUT:x", "NOWHERE:1"})
    void anythingElseIsRefusedWithTheNamesOfAllPoints(String setting) {
        assertThatThrownBy(() -> HaltingCrashPoints.of(setting, halts::add))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"" + setting + "\"")
                .hasMessageContaining("BEFORE_ACKNOWLEDGE");
    }

    @Test
    void processEndsWithTheStatusOfAnOrderedCrash() throws Exception {
        Process process = new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/java",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Passer.class.getName())
                .redirectErrorStream(true)
                .start();

        assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .contains("before")
                .doesNotContain("after");
        assertThat(process.waitFor()).isEqualTo(HaltingCrashPoints.EXIT_STATUS);
    }

    static final class Passer {
        public static void main(String[] arguments) {
            CrashPoints points = HaltingCrashPoints.of("AFTER_APPLY");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("after")));
            System.out.println("before");
            points.reach(CrashPoint.AFTER_APPLY);
            System.out.println("after");
        }
    }
}
