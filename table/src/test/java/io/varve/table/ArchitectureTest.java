package io.varve.table;

import io.varve.testkit.architecture.Architecture;
import io.varve.testkit.architecture.VarveModule;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("architecture")
class ArchitectureTest {

    @Test
    void moduleKeepsToTheRules() {
        Architecture.check(VarveModule.TABLE);
    }
}
