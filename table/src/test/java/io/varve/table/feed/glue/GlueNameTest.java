package io.varve.table.feed.glue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.varve.table.feed.OtherCatalogException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlueNameTest {

    @ParameterizedTest
    @CsvSource({
        "orders_2, orders_2",
        "Orders, orders",
        "orders.eu-1, orders_x2e_eu_x2d_1",
        "%C3, _x25_c3",
    })
    void namesAreOfLettersDigitsAndUnderscores(String tableName, String name) {
        assertThat(GlueName.of(tableName)).isEqualTo(name);
    }

    @Test
    void aNameThatGetsTooLongIsRefused() {
        assertThat(GlueName.of("a".repeat(249))).hasSize(249);
        assertThat(GlueName.of(".".repeat(51))).hasSize(255);
        assertThatThrownBy(() -> GlueName.of(".".repeat(52)))
                .isInstanceOf(OtherCatalogException.class)
                .hasMessageContaining("too long");
    }
}
