package io.vesalius.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Merging by queue and by scan against a loop that looks at every pair each time. */
final class PairMergingTest {
    private static final int ROUNDS = 300;

    /**
     * What any two ids become, drawn when first asked for: nothing that real merges have in common
     * is relied on. What is new may come before everything that was there.
     */
    private static final class DrawnPairs implements PairMerging.Pairs {
        private final SplittableRandom random;
        private final int priorities;
        private final Map<Long, Long> known = new HashMap<>();

        DrawnPairs(final SplittableRandom random) {
            this.random = random;
            priorities = random.nextBoolean() ? 3 : 1 << 30;
        }

        @Override
        public long pair(
                final int leftId,
                final int leftStart,
                final int rightId,
                final int rightStart,
                final int rightEnd) {
            final long key = (long) leftId << 32 | rightId;
            return known.computeIfAbsent(key, pair -> draw());
        }

        private long draw() {
            final long priority = random.nextInt(-priorities, priorities);
            return random.nextInt(4) == 0
                    ? PairMerging.NONE
                    : priority << Integer.SIZE | random.nextInt(8);
        }
    }

    private static List<Integer> plain(final List<Integer> symbols, final DrawnPairs pairs) {
        final List<Integer> left = new ArrayList<>(symbols);
        while (true) {
            int best = -1;
            long least = PairMerging.NONE;
            for (int i = 0; i + 1 < left.size(); i++) {
                final long pair = pairs.pair(left.get(i), 0, left.get(i + 1), 0, 0);
                if (pair >> 32 < least >> 32) {
                    least = pair;
                    best = i;
                }
            }
            if (best < 0) {
                return left;
            }
            left.set(best, (int) least);
            left.subList(best + 1, best + 2).clear();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 48, 49, 200, 1500})
    void merges_are_those_of_a_plain_loop(final int most) {
        for (int seed = 0; seed < ROUNDS; seed++) {
            final SplittableRandom random = new SplittableRandom(seed);
            final DrawnPairs pairs = new DrawnPairs(random);
            final PairMerging merging = new PairMerging(pairs);
            for (int piece = 0; piece < 3; piece++) {
                final List<Integer> symbols =
                        random.ints(random.nextInt(1, most + 1), 0, random.nextInt(1, 8))
                                .boxed()
                                .toList();
                assertThat(merged(merging, symbols))
                        .as("seed %d, piece %d", seed, piece)
                        .isEqualTo(plain(symbols, pairs));
            }
        }
    }

    private static List<Integer> merged(final PairMerging merging, final List<Integer> symbols) {
        merging.clear();
        for (int i = 0; i < symbols.size(); i++) {
            merging.add(symbols.get(i), i);
        }
        merging.merge(symbols.size());
        final List<Integer> ids = new ArrayList<>();
        for (int i = 0; i < merging.count(); i = merging.next(i)) {
            ids.add(merging.id(i));
        }
        return ids;
    }
}
