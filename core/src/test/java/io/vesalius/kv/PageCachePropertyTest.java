package io.vesalius.kv;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Random sequences over small pools: whatever is shared, forked, evicted and closed, each sequence
 * finds under every position it still sees what it, or someone with the same prefix, wrote there.
 */
class PageCachePropertyTest {
    private static final int PAGE = CacheLayout.PAGE_TOKENS;

    /** A sequence as the engine sees it. */
    private static final class Live {
        final SequencePages pages;
        final int[] tokens;
        int computed;

        Live(final SequencePages pages, final int[] tokens, final int computed) {
            this.pages = pages;
            this.tokens = tokens;
            this.computed = computed;
        }
    }

    private final List<Live> live = new ArrayList<>();
    private CacheLayout layout;
    private PageCache cache;
    private long[][] content; // [pages][slot]: hash of the prefix whose token was written there
    private Random random;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void every_visible_position_holds_its_own_prefix(final long seed) {
        random = new Random(seed);
        layout = layouts().get((int) (seed % 6));
        final int pages = 12 + random.nextInt(30);
        content = new long[pages][PAGE];
        cache =
                new PageCache(
                        layout,
                        pages,
                        (from, to) -> content[to] = content[from].clone(),
                        (page, offset) -> 0);
        for (int i = 0; i < 3_000; i++) {
            act();
            cache.checkIntegrity();
        }
        live.forEach(sequence -> cache.close(sequence.pages));
        cache.checkIntegrity();
        assertThat(cache.usedPages()).as("seed %d", seed).isZero();
        assertThat(cache.hitTokens()).as("seed %d", seed).isPositive();
    }

    private static List<CacheLayout> layouts() {
        return List.of(
                PageCacheTest.layout(List.of(0)),
                PageCacheTest.layout(List.of(0, 20, 20)),
                PageCacheTest.layout(List.of(50)),
                PageCacheTest.layout(List.of(0, 100, 0, 100)),
                PageCacheTest.layout(4, 40),
                PageCacheTest.layout(40, 1));
    }

    private void act() {
        final int choice = random.nextInt(10);
        if (live.isEmpty() || choice == 0 && live.size() < 6) {
            open();
        } else if (choice == 1) {
            cache.close(live.remove(random.nextInt(live.size())).pages);
        } else if (choice == 2 && live.size() < 6) {
            fork(live.get(random.nextInt(live.size())));
        } else {
            compute(live.get(random.nextInt(live.size())));
        }
    }

    private void open() {
        final int[] tokens = new int[300];
        final int common = 32 * random.nextInt(6) + random.nextInt(4);
        final int branch = random.nextInt(3);
        Arrays.setAll(tokens, i -> i < common ? i : i + 1000 * (1 + branch));
        final SequencePages pages = cache.open(tokens, tokens.length - 1);
        live.add(new Live(pages, tokens, pages.capacity()));
        verify(live.getLast());
    }

    private void fork(final Live parent) {
        final int[] tokens = parent.tokens.clone();
        for (int i = parent.computed; i < tokens.length; i++) {
            tokens[i] += 5000 + random.nextInt(2);
        }
        live.add(new Live(cache.fork(parent.pages), tokens, parent.computed));
    }

    private void compute(final Live sequence) {
        final int to = Math.min(sequence.tokens.length, sequence.computed + 1 + random.nextInt(70));
        if (to == sequence.computed || !cache.reserve(sequence.pages, sequence.computed, to)) {
            cache.close(sequence.pages);
            live.remove(sequence);
            return;
        }
        for (int position = sequence.computed; position < to; position++) {
            for (int group = 0; group < layout.groups().size(); group++) {
                content[sequence.pages.page(group, position)][position % PAGE] =
                        prefix(sequence.tokens, position) + group;
            }
        }
        sequence.computed = to;
        cache.commit(sequence.pages, sequence.tokens, to);
        verify(sequence);
    }

    private void verify(final Live sequence) {
        for (int group = 0; group < layout.groups().size(); group++) {
            final int window = layout.groups().get(group).window();
            final int sinks = layout.groups().get(group).sinks();
            final int first = window == 0 ? 0 : Math.max(0, sequence.computed - window + 1);
            for (int position = 0; position < sequence.computed; position++) {
                if (position >= sinks && position < first) {
                    continue;
                }
                final int page = sequence.pages.page(group, position);
                assertThat(content[page][position % PAGE])
                        .isEqualTo(prefix(sequence.tokens, position) + group);
            }
        }
    }

    private static long prefix(final int[] tokens, final int position) {
        long hash = 7;
        for (int i = 0; i <= position; i++) {
            hash = hash * 6364136223846793005L + tokens[i];
        }
        return hash * 8;
    }
}
