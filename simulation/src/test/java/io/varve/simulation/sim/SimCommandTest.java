package io.varve.simulation.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.simulation.world.Fault;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SimCommandTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void oneWorldIsTold() {
        assertThat(run("--seed", "1")).isZero();
        assertThat(out.toString())
                .contains("begin node-0.0", "healed", "trace hash")
                .endsWith("OK\n");
    }

    @Test
    void aRunThatHasNotTriedEveryCrashPointIsNotGood() {
        assertThat(run("--seeds", "2", "--without", "CRASH")).isEqualTo(3);
        assertThat(out.toString())
                .contains("2 worlds in", "medians: 3 nodes", "NOT GOOD: no process ended at BEFORE_PUT");
        assertThat(err.toString()).contains("2/2 worlds");
    }

    @Test
    void figuresCanBeReadByPrograms() {
        run("--seeds", "1", "--json", "--twice");

        assertThat(out.toString()).startsWith("{").contains("\"worlds\" : 1", "\"crashPoints\"");
    }

    @Test
    void whatNobodyKnowsIsBadUsage() {
        assertThat(run("--without", "RAIN")).isEqualTo(2);
    }

    @Test
    void aWorldIsRunAgainByOneCommand() {
        var settings = new SimulationSettings(7, 18, false, EnumSet.of(Fault.SLOW, Fault.TWIN), Set.of(3, 2), 9, true);

        assertThat(SimCommand.replay(settings))
                .isEqualTo("./varve sim --seed 7 --batches 18 --no-transactions --without SLOW,TWIN --leave-out 2,3"
                        + " --last-fault 9");
    }

    private int run(String... arguments) {
        return SimCommand.line(new PrintWriter(out), new PrintWriter(err)).execute(arguments);
    }
}
