package io.vesalius.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vesalius.tensor.CacheType;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

class PageCacheTest {
    private final List<String> copies = new ArrayList<>();
    private final float[] masses = new float[64];

    @Test
    void a_second_prompt_reuses_the_full_pages_of_a_common_prefix() {
        final PageCache cache = global(8);
        final int[] tokens = tokens(100);
        final SequencePages first = compute(cache, tokens);
        final SequencePages second = cache.open(tokens, 99);
        assertThat(second.capacity()).isEqualTo(96);
        assertThat(second.page(0, 40)).isEqualTo(first.page(0, 40));
        cache.checkIntegrity();
    }

    @Test
    void the_last_token_is_never_taken_from_the_cache_when_its_logits_are_wanted() {
        final PageCache cache = global(8);
        final int[] tokens = tokens(64);
        compute(cache, tokens);
        assertThat(cache.open(tokens, 63).capacity()).isEqualTo(32);
    }

    @Test
    void a_prefix_outlives_its_sequence_until_its_pages_are_needed() {
        final PageCache cache = global(4);
        final int[] tokens = tokens(96);
        cache.close(compute(cache, tokens));
        assertThat(cache.cachedPages()).isEqualTo(3);
        assertThat(cache.freePages()).isEqualTo(1);
        final SequencePages other = cache.open();
        assertThat(cache.reserve(other, 0, 64)).isTrue();
        assertThat(cache.cachedPages()).isEqualTo(2);
        assertThat(cache.open(tokens, 95).capacity())
                .as("the end of a prefix goes first")
                .isEqualTo(64);
        cache.checkIntegrity();
    }

    @Test
    void prefixes_whose_hashes_collide_stay_apart() {
        final PageCache cache = global(8);
        final int[] tokens = tokens(33);
        final int[] colliding = tokens.clone();
        colliding[0] += 1;
        colliding[1] -= 31;
        cache.close(compute(cache, tokens));
        assertThat(cache.open(colliding, 32).capacity()).isZero();
        assertThat(cache.open(tokens, 32).capacity()).isEqualTo(32);
    }

    @Test
    void two_sequences_that_computed_the_same_page_keep_one() {
        final PageCache cache = global(8);
        final int[] tokens = tokens(32);
        final SequencePages first = cache.open(tokens, 31);
        final SequencePages second = cache.open(tokens, 31);
        cache.reserve(first, 0, 32);
        cache.reserve(second, 0, 32);
        cache.commit(first, tokens, 32);
        cache.commit(second, tokens, 32);
        assertThat(second.page(0, 0)).isEqualTo(first.page(0, 0));
        assertThat(cache.usedPages()).isEqualTo(1);
        cache.checkIntegrity();
    }

    @Test
    void a_forked_sequence_copies_its_last_page_when_it_writes() {
        final PageCache cache = global(8);
        final int[] tokens = tokens(40);
        final SequencePages first = compute(cache, tokens);
        final SequencePages twin = cache.fork(first);
        assertThat(cache.usedPages()).isEqualTo(2);
        assertThat(cache.reserve(twin, 40, 41)).isTrue();
        assertThat(twin.page(0, 0)).isEqualTo(first.page(0, 0));
        assertThat(twin.page(0, 40)).isNotEqualTo(first.page(0, 40));
        assertThat(copies).containsExactly(first.page(0, 40) + ">" + twin.page(0, 40));
        assertThat(cache.reserve(first, 40, 41)).isTrue();
        assertThat(copies).as("the last holder writes in place").hasSize(1);
    }

    @Test
    void a_reservation_that_does_not_fit_changes_nothing() {
        final PageCache cache = global(2);
        final SequencePages pages = cache.open();
        assertThat(cache.reserve(pages, 0, 65)).isFalse();
        assertThat(cache.freePages()).isEqualTo(2);
        assertThat(cache.reserve(pages, 0, 64)).isTrue();
    }

    @Test
    void local_layers_free_what_lies_behind_their_window_and_global_ones_keep_it() {
        final PageCache cache =
                new PageCache(
                        layout(List.of(0, 40)),
                        32,
                        (from, to) -> copies.add(""),
                        (page, offset) -> masses[page]);
        final int[] tokens = tokens(160);
        final SequencePages pages = compute(cache, tokens);
        assertThat(IntStream.range(0, 5).map(i -> pages.page(0, 32 * i)))
                .allMatch(page -> page >= 0);
        assertThat(pages.page(1, 96)).as("sees 121 to 159").isNotNegative();
        assertThat(pages.page(1, 64)).isNegative();
        cache.checkIntegrity();
    }

    @Test
    void a_prefix_hit_of_local_layers_needs_their_last_window_only() {
        final PageCache cache =
                new PageCache(
                        layout(List.of(0, 40)),
                        7,
                        (from, to) -> copies.add(""),
                        (page, offset) -> masses[page]);
        final int[] tokens = tokens(128);
        final SequencePages first = compute(cache, tokens);
        assertThat(cache.usedPages()).isEqualTo(6);
        final SequencePages second = cache.open(tokens, 128);
        assertThat(second.capacity()).isEqualTo(128);
        assertThat(second.page(1, 31)).isNegative();
        assertThat(second.page(1, 127)).isEqualTo(first.page(1, 127));
        cache.checkIntegrity();
    }

    @Test
    void sinks_stay_when_what_lies_between_them_and_the_window_is_freed() {
        final PageCache cache = streaming(33, 40, 32);
        final SequencePages pages = compute(cache, tokens(320));
        assertThat(IntStream.range(0, 10).filter(i -> pages.page(0, 32 * i) >= 0))
                .containsExactly(0, 1, 8, 9);
        assertThat(cache.usedPages()).isEqualTo(4);
        cache.checkIntegrity();
    }

    @Test
    void a_prefix_hit_beside_sinks_needs_these_and_the_last_window() {
        final PageCache cache = streaming(4, 40, 6);
        final int[] tokens = tokens(192);
        cache.close(compute(cache, tokens));
        final SequencePages again = cache.open(tokens, 192);
        assertThat(again.capacity()).isEqualTo(192);
        assertThat(again.page(0, 0)).isNotNegative();
        assertThat(again.page(0, 32)).isNegative();
        assertThat(again.page(0, 191)).isNotNegative();
        cache.close(again);
        final SequencePages other = cache.open();
        assertThat(cache.reserve(other, 0, 192)).as("takes all pages").isTrue();
        cache.close(other);
        assertThat(cache.open(tokens, 192).capacity()).isZero();
        cache.checkIntegrity();
    }

    @Test
    void pages_stay_that_are_among_the_last_or_had_most_attention() {
        final PageCache cache = heavy(2, 1, 8);
        final SequencePages pages = cache.open();
        attend(cache, pages, 0, 3f, 1f, 5f, 0f);
        assertThat(kept(pages, 4)).containsExactly(0, 2, 3);
        attend(cache, pages, 128, 4f, 9f, 4f, 0f);
        assertThat(kept(pages, 8)).containsExactly(2, 5, 7);
        assertThat(cache.usedPages()).isEqualTo(3);
        cache.close(pages);
        assertThat(cache.freePages()).isEqualTo(8);
        cache.checkIntegrity();
    }

    @Test
    void of_pages_that_had_the_same_attention_the_earlier_stay() {
        final PageCache cache = heavy(1, 1, 4);
        final SequencePages pages = cache.open();
        attend(cache, pages, 0, 2f, 2f, 2f, 2f);
        assertThat(kept(pages, 4)).containsExactly(0, 3);
    }

    @Test
    void no_page_goes_between_two_choices() {
        final PageCache cache = heavy(1, 1, 4);
        final SequencePages pages = cache.open();
        cache.reserve(pages, 0, 127);
        cache.commit(pages, tokens(127), 127);
        assertThat(kept(pages, 4)).hasSize(4);
        assertThat(cache.layout().longestChunk(127)).isEqualTo(1);
        assertThat(cache.layout().longestChunk(128)).isEqualTo(128);
    }

    @Test
    void pages_that_stay_by_attention_are_never_found_by_others() {
        final PageCache cache = heavy(2, 1, 8);
        final int[] tokens = tokens(128);
        final SequencePages pages = cache.open(tokens, 127);
        cache.reserve(pages, 0, 128);
        cache.commit(pages, tokens, 128);
        assertThat(cache.open(tokens, 127).capacity()).isZero();
    }

    /** Computes as many pages, each of which had this much attention. */
    private void attend(
            final PageCache cache,
            final SequencePages pages,
            final int from,
            final float... attention) {
        final int to = from + attention.length * CacheLayout.PAGE_TOKENS;
        assertThat(cache.reserve(pages, from, to)).isTrue();
        for (int i = 0; i < attention.length; i++) {
            masses[pages.page(0, from + i * CacheLayout.PAGE_TOKENS)] = attention[i];
        }
        cache.commit(pages, tokens(to), to);
    }

    private static IntStream kept(final SequencePages pages, final int blocks) {
        return IntStream.range(0, blocks)
                .filter(block -> pages.page(0, block * CacheLayout.PAGE_TOKENS) >= 0);
    }

    @Test
    void a_page_released_twice_is_noticed() {
        final PagePool pool = new PagePool(1, page -> {});
        pool.release(pool.take());
        assertThatThrownBy(() -> pool.release(0)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void the_pages_a_length_needs_are_bounded_by_the_window() {
        assertThat(PageCache.pagesFor(layout(List.of(0)), 1000, 512)).isEqualTo(32);
        assertThat(PageCache.pagesFor(layout(List.of(33)), 100_000, 32)).isEqualTo(3);
        assertThat(PageCache.pagesFor(layout(33, 33), 100_000, 32)).as("2 of sinks").isEqualTo(5);
    }

    @Test
    void the_pages_a_length_needs_are_bounded_by_those_that_stay() {
        final CacheLayout layout = heavyLayout(2, 1);
        assertThat(PageCache.pagesFor(layout, 96, 512)).isEqualTo(3);
        assertThat(PageCache.pagesFor(layout, 100_000, 512)).isEqualTo(2 + 1 + 4);
    }

    private PageCache heavy(final int heavy, final int recent, final int pages) {
        return new PageCache(
                heavyLayout(heavy, recent),
                pages,
                (from, to) -> copies.add(""),
                (page, offset) -> masses[page]);
    }

    private static CacheLayout heavyLayout(final int heavy, final int recent) {
        final Optional<CachePolicy.HeavyHitters> policy =
                Optional.of(new CachePolicy.HeavyHitters(heavy, recent));
        return CacheLayout.of(
                List.of(new LayerCache(1, 16, 16, 0, 0, false, policy)), CacheType.F32);
    }

    private PageCache streaming(final int sinks, final int recent, final int pages) {
        return new PageCache(
                layout(sinks, recent),
                pages,
                (from, to) -> copies.add(""),
                (page, offset) -> masses[page]);
    }

    static CacheLayout layout(final int sinks, final int recent) {
        return CacheLayout.of(
                List.of(new LayerCache(1, 16, 16, recent, sinks, false, Optional.empty())),
                CacheType.F32);
    }

    private PageCache global(final int pages) {
        return new PageCache(
                layout(List.of(0)),
                pages,
                (from, to) -> copies.add(from + ">" + to),
                (page, offset) -> masses[page]);
    }

    static CacheLayout layout(final List<Integer> windows) {
        return CacheLayout.of(
                windows.stream().map(window -> new LayerCache(1, 16, 16, window)).toList(),
                CacheType.F32);
    }

    private static SequencePages compute(final PageCache cache, final int[] tokens) {
        final SequencePages pages = cache.open(tokens, tokens.length - 1);
        for (int from = pages.capacity(); from < tokens.length; from += 32) {
            final int to = Math.min(from + 32, tokens.length);
            assertThat(cache.reserve(pages, from, to)).isTrue();
            cache.commit(pages, tokens, to);
        }
        return pages;
    }

    private static int[] tokens(final int count) {
        return IntStream.range(0, count).map(i -> 100 + i).toArray();
    }
}
