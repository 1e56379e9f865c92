package io.vesalius.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vesalius.base.CapacityException;
import io.vesalius.base.UnsupportedException;
import io.vesalius.kv.LayerCache;
import io.vesalius.tensor.CacheType;
import io.vesalius.tensor.DType;
import io.vesalius.testing.SmallModels;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

final class MemoryArithmeticTest {
    private static final long KIB = 1 << 10;
    private static final long MIB = 1 << 20;
    private static final long GIB = 1 << 30;
    private static final int STEP = 512;

    @TempDir private Path folder;

    private static CacheArithmetic cache(
            final CacheType type, final int layers, final int kvHeads, final int headDim) {
        final LayerCache layer = new LayerCache(kvHeads, headDim, headDim, 0);
        return new MemoryArithmetic(
                        Collections.unmodifiableSortedMap(new TreeMap<>()),
                        4096,
                        Collections.nCopies(layers, layer))
                .cache(type, STEP);
    }

    @Test
    void llama_2_7b_at_4096_tokens_in_f16_takes_2_gib() {
        assertThat(cache(CacheType.F16, 32, 32, 128).bytes(4096, 1)).isEqualTo(2 * GIB);
    }

    @Test
    void a_70b_of_80_layers_takes_2_and_a_half_mib_a_token_with_every_head_cached() {
        assertThat(cache(CacheType.F16, 80, 64, 128).bytesPerToken()).isEqualTo(5 * MIB / 2);
    }

    @Test
    void a_70b_of_80_layers_takes_0_31_mib_a_token_with_8_heads_cached() {
        assertThat(cache(CacheType.F16, 80, 8, 128).bytesPerToken()).isEqualTo(320 * KIB);
    }

    @Test
    void f32_takes_twice_as_much_and_q8_0_34_bytes_for_32_elements() {
        assertThat(cache(CacheType.F32, 32, 32, 128).bytes(4096, 1)).isEqualTo(4 * GIB);
        assertThat(cache(CacheType.Q8_0, 32, 32, 128).bytesPerToken())
                .isEqualTo(2 * 32 * 32 * 128 * 34 / 32);
    }

    @Test
    void part_of_a_page_takes_a_page() {
        final CacheArithmetic cache = cache(CacheType.F16, 32, 32, 128);
        assertThat(cache.pages(1)).isEqualTo(1);
        assertThat(cache.bytes(1, 1)).isEqualTo(cache.bytes(32, 1));
        assertThat(cache.bytes(33, 1)).isEqualTo(cache.bytes(64, 1));
    }

    @Test
    void windowed_layers_take_no_more_than_their_window_and_a_step() {
        final List<LayerCache> layers =
                IntStream.range(0, 6)
                        .mapToObj(i -> new LayerCache(1, 256, 256, i == 5 ? 0 : 1024))
                        .toList();
        final CacheArithmetic cache =
                new MemoryArithmetic(new TreeMap<>(), 131_072, layers).cache(CacheType.F16, STEP);
        assertThat(cache.bytesPerToken()).isEqualTo(6 * 1024);
        assertThat(cache.windowedBytesPerToken()).isEqualTo(5 * 1024);
        // The global layer keeps 4096 pages, each local one ceil((1024 + 512 - 2) / 32) + 1.
        assertThat(cache.pages(131_072)).isEqualTo(4096 + 5 * 49);
        assertThat(cache.pages(1024)).isEqualTo(6 * 32);
    }

    @Test
    void the_largest_context_and_batch_fill_the_memory_and_no_more() {
        final CacheArithmetic cache = cache(CacheType.F16, 32, 32, 128);
        assertThat(cache.largestContext(1, 4096, 2 * GIB)).isEqualTo(4096);
        assertThat(cache.largestContext(1, 4096, GIB)).isEqualTo(2048);
        assertThat(cache.largestContext(4, 4096, 2 * GIB)).isEqualTo(1024);
        assertThat(cache.largestContext(1, 4096, 16 * MIB - 1)).isZero();
        assertThat(cache.largestBatch(4096, 7 * GIB)).isEqualTo(3);
    }

    @Test
    void what_can_never_fit_is_refused_with_the_arithmetic() {
        final CacheArithmetic cache = cache(CacheType.F16, 32, 32, 128);
        cache.require(4096, 1, 2 * GIB);
        assertThatThrownBy(() -> cache.require(4096, 2, GIB))
                .isInstanceOf(CapacityException.class)
                .hasMessage(
                        "4096 tokens for 2 sequences need 4294967296 bytes of cache in f16, and"
                                + " there are 1073741824 (1 GiB): 1024 tokens fit; take fewer, a"
                                + " smaller cache type, or give more memory");
    }

    @Test
    void a_need_over_64_bits_is_refused_with_its_bytes() { // 48
        final CacheArithmetic cache = cache(CacheType.F32, 512, 1 << 12, 1 << 12);
        assertThat(cache.bytes(1 << 30, 1 << 10)).isEqualTo(Long.MAX_VALUE);
        assertThatThrownBy(() -> cache.require(1 << 30, 1 << 10, GIB))
                .isInstanceOf(CapacityException.class)
                .hasMessageContaining("need 75557863725914323419136 bytes");
    }

    @Test
    void a_file_says_it_without_being_loaded() {
        final ModelDraft draft = new ModelDraft(folder, SmallModels.GEMMA3.withWeights(DType.Q8_0));
        final MemoryArithmetic memory = draft.from(MemoryArithmetic::of);
        assertThat(memory.contextLength()).isEqualTo(512);
        assertThat(memory.weightBytes()).containsOnlyKeys(DType.F32, DType.Q8_0);
        assertThat(memory.totalWeightBytes())
                .isEqualTo(
                        memory.weightBytes().get(DType.F32) + memory.weightBytes().get(DType.Q8_0));
        assertThat(memory.layers().stream().map(LayerCache::window))
                .containsExactly(40, 40, 40, 40, 40, 0);
        assertThat(memory.cache(CacheType.F16, STEP).bytesPerToken()).isEqualTo(6 * 2 * 32 * 2);
    }

    @Test
    void weights_of_a_model_that_can_not_be_run_are_known_too() {
        final ModelDraft draft =
                new ModelDraft(folder, SmallModels.LLAMA).with("general.architecture", "hyena");
        assertThatThrownBy(() -> draft.from(MemoryArithmetic::of))
                .isInstanceOf(UnsupportedException.class);
        final SortedMap<DType, Long> bytes = draft.from(MemoryArithmetic::weightBytes);
        assertThat(bytes).containsOnlyKeys(DType.F32);
    }
}
