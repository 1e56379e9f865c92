package io.vesalius;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vesalius.base.BadRequestException;
import io.vesalius.kv.CacheLayout;
import io.vesalius.kv.CachePolicy;
import io.vesalius.tensor.CacheType;
import io.vesalius.testing.SmallModels;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** Attention to the pages whose keys may fit a query best. */
final class BestPagesTest {
    private static final int PAGE = CacheLayout.PAGE_TOKENS;

    @TempDir private Path folder;

    private Path model() {
        return SmallModels.LLAMA.writeTo(folder);
    }

    private static OpenOptions options(final CacheType type, final int pages) {
        return OpenOptions.DEFAULT
                .withCacheType(type)
                .withCachePolicy(new CachePolicy.BestPages(pages));
    }

    private static int[] tokens(final int count) {
        return new Random(count).ints(count, 3, 250).toArray();
    }

    /** As the paper says it: bounds of whole pages, the best of them, in their places. */
    private static List<PlainLlama.Seen> best(final PlainLlama.Looking who, final int most) {
        final int own = who.position() / PAGE;
        final TreeSet<Integer> pages = new TreeSet<>(List.of(0, own));
        if (who.layer() < CachePolicy.BestPages.DENSE_LAYERS || own < most) {
            IntStream.range(0, own).forEach(pages::add);
        } else {
            final double[][] keys = who.keys().get();
            IntStream.range(1, own)
                    .boxed()
                    .sorted(Comparator.comparingDouble(page -> -bound(who.queries(), keys, page)))
                    .limit(most - 2L)
                    .forEach(pages::add);
        }
        final List<PlainLlama.Seen> seen = new ArrayList<>();
        for (final int page : pages) {
            final int end = Math.min(PAGE * (page + 1), who.position() + 1);
            IntStream.range(PAGE * page, end).forEach(i -> seen.add(new PlainLlama.Seen(i, i)));
        }
        return seen;
    }

    private static double bound(final double[][] queries, final double[][] keys, final int page) {
        double most = Double.NEGATIVE_INFINITY;
        for (final double[] query : queries) {
            double sum = 0;
            for (int d = 0; d < query.length; d++) {
                double largest = Double.NEGATIVE_INFINITY;
                for (int i = PAGE * page; i < PAGE * (page + 1); i++) {
                    largest = Math.max(largest, query[d] * keys[i][d]);
                }
                sum += largest;
            }
            most = Math.max(most, sum);
        }
        return most;
    }

    @Test
    void logits_are_those_of_the_pages_that_bounds_choose() throws InterruptedException {
        try (Vesalius model = Vesalius.open(model(), options(CacheType.F32, 4))) {
            PlainLlama.assertSees(
                    model,
                    model(),
                    tokens(10 * PAGE + 7),
                    who -> best(who, 4),
                    who -> best(who, 100));
        }
    }

    @ParameterizedTest
    @EnumSource
    void as_many_pages_as_there_are_give_the_bits_of_all(final CacheType type)
            throws InterruptedException {
        final int[] tokens = tokens(10 * PAGE);
        try (Vesalius sparse = Vesalius.open(model(), options(type, 10));
                Vesalius dense = Vesalius.open(model(), OpenOptions.DEFAULT.withCacheType(type));
                Vesalius sparser = Vesalius.open(model(), options(type, 9))) {
            final List<float[]> all = PlainLlama.logits(dense, tokens);
            final List<float[]> some = PlainLlama.logits(sparser, tokens);
            assertThat(PlainLlama.logits(sparse, tokens)).usingRecursiveComparison().isEqualTo(all);
            assertThat(some.subList(0, 9 * PAGE))
                    .usingRecursiveComparison()
                    .isEqualTo(all.subList(0, 9 * PAGE));
            assertThat(some.getLast()).isNotEqualTo(all.getLast());
        }
    }

    @Test
    void fewer_pages_than_the_first_its_own_and_a_choice_are_refused() {
        assertThatThrownBy(() -> new CachePolicy.BestPages(2))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("sparse_pages is 2: it must be 3 or more");
    }
}
