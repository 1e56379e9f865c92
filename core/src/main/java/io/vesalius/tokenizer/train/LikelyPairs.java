package io.vesalius.tokenizer.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * WordPiece's choice (Schuster and Nakajima 2012): the pair merges that makes the corpus most
 * likely under a unigram model, by `count(ab) / (count(a) count(b))`. A merge changes the counts of
 * its symbols, and so the scores of all their pairs; those, and no others, are looked at again.
 */
final class LikelyPairs {
    private final PairState state;
    private final PairRule rule;
    private final long minFrequency;
    private final List<Ints> pairsOf = new ArrayList<>(); // of each symbol
    private final List<Ints> wordsOf = new ArrayList<>(); // of each pair
    private final PairHeap heap = new PairHeap(this::isBetter);
    private long[] symbolCounts; // [symbols]

    /** Of each pair when it was last looked at: the heap's order changes one pair at a time. */
    private double[] scores = new double[1 << 10];

    private long[] counts = new long[1 << 10];

    /**
     * @param symbolCounts how often each symbol is in the corpus // [symbols]
     */
    LikelyPairs(
            final PairState state,
            final PairRule rule,
            final long minFrequency,
            final long[] symbolCounts) {
        this.state = state;
        this.rule = rule;
        this.minFrequency = minFrequency;
        this.symbolCounts = symbolCounts;
    }

    /** Merges until the rule has so many symbols, or no pair is frequent enough. */
    void mergeTo(final int size, final TrainingProgress progress) {
        final int first = rule.size();
        takeNew();
        while (rule.size() < size && !heap.isEmpty()) {
            final int number = heap.first();
            final long pair = state.counts().pair(number);
            final int left = PairCounts.left(pair);
            final int right = PairCounts.right(pair);
            final int joined = rule.join(left, right);
            if (joined < 0) {
                heap.remove(number);
                wordsOf.set(number, new Ints());
                continue;
            }
            merge(number, new Merge(left, right, joined));
            progress.report(
                    TrainingProgress.Stage.MERGING, rule.size() - first, Math.max(0, size - first));
        }
    }

    private void merge(final int number, final Merge merge) {
        final Ints words = wordsOf.get(number);
        wordsOf.set(number, new Ints());
        final long merged = state.merge(merge, words);
        state.counts().add(number, -state.counts().count(number));
        if (merge.joined() >= symbolCounts.length) {
            symbolCounts = Arrays.copyOf(symbolCounts, merge.joined() * 2 + 1);
        }
        symbolCounts[merge.left()] -= merged;
        symbolCounts[merge.right()] -= merged;
        symbolCounts[merge.joined()] += merged;
        takeNew();
        refresh(merge.left());
        refresh(merge.right());
        refresh(merge.joined());
    }

    /** Takes in the pairs that a merge made, with the words they are in. */
    private void takeNew() {
        state.places()
                .take(
                        (number, words) -> {
                            while (wordsOf.size() <= number) {
                                register(wordsOf.size());
                            }
                            wordsOf.get(number).addAll(words);
                            update(number);
                        });
    }

    private void register(final int number) {
        wordsOf.add(new Ints());
        final long pair = state.counts().pair(number);
        pairsOf(PairCounts.left(pair)).add(number);
        if (PairCounts.left(pair) != PairCounts.right(pair)) {
            pairsOf(PairCounts.right(pair)).add(number);
        }
    }

    private Ints pairsOf(final int symbol) {
        while (pairsOf.size() <= symbol) {
            pairsOf.add(new Ints());
        }
        return pairsOf.get(symbol);
    }

    private void refresh(final int symbol) {
        final Ints pairs = pairsOf(symbol);
        for (int i = 0; i < pairs.size(); i++) {
            update(pairs.get(i));
        }
    }

    private void update(final int number) {
        final long count = state.counts().count(number);
        if (count < minFrequency) {
            heap.remove(number);
            return;
        }
        if (number >= scores.length) {
            scores = Arrays.copyOf(scores, Math.max(number + 1, scores.length * 2));
            counts = Arrays.copyOf(counts, scores.length);
        }
        final long pair = state.counts().pair(number);
        scores[number] =
                count
                        / ((double) symbolCounts[PairCounts.left(pair)]
                                * symbolCounts[PairCounts.right(pair)]);
        counts[number] = count;
        heap.update(number);
    }

    /** The likelier first, then the more frequent, then the older symbols. */
    private boolean isBetter(final int number, final int other) {
        if (scores[number] != scores[other]) {
            return scores[number] > scores[other];
        }
        return counts[number] != counts[other]
                ? counts[number] > counts[other]
                : state.counts().pair(number) < state.counts().pair(other);
    }
}
