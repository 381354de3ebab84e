package io.varve.segment.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ZstdContextsTest {

    /// The same log makes the same segments, in whatever process: worlds are repeated.
    @Test
    void whatWasCompressedBeforeMakesNoDifference() {
        var random = new Random(5);
        for (int i = 0; i < 300; i++) {
            byte[] page = new byte[random.nextInt(1 << (8 + i % 12))];
            int alphabet = 1 + random.nextInt(250);
            for (int at = 0; at < page.length; at++) {
                page[at] = (byte) random.nextInt(alphabet);
            }
            int level = 1 + i % 3;
            byte[] target = new byte[(int) Zstd.compressBound(page.length)];

            int size = ZstdContexts.compress(level, page, page.length, target);

            try (var fresh = new ZstdCompressCtx()) {
                assertThat(Arrays.copyOf(target, size))
                        .isEqualTo(fresh.setLevel(level).setChecksum(true).compress(page));
            }
        }
    }
}
