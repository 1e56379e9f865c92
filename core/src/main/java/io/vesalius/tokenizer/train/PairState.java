package io.vesalius.tokenizer.train;

import java.util.Arrays;

/**
 * Words, and how often each pair of symbols is in them, kept true while pairs merge: a merge looks
 * at the words that have the pair, never at the corpus (Sennrich et al. 2016, their own
 * implementation's idea).
 */
final class PairState {
    private static final int MANY_WORDS = 1 << 14; // fewer are merged sooner than shared out

    private final SymbolWords words;
    private final PairRule rule;
    private final Workers workers;
    private final PairCounts counts = new PairCounts();
    private final PairPlaces places = new PairPlaces();

    PairState(final SymbolWords words, final PairRule rule, final Workers workers) {
        this.words = words;
        this.rule = rule;
        this.workers = workers;
        countAll();
    }

    PairCounts counts() {
        return counts;
    }

    /** Where pairs became more frequent since the last call, and the words in which they did. */
    PairPlaces places() {
        return places;
    }

    private void countAll() {
        final int chunks = words.size() < MANY_WORDS ? 1 : workers.threads();
        final PairCounts[] partCounts = new PairCounts[chunks];
        final PairPlaces[] partPlaces = new PairPlaces[chunks];
        workers.forEach(
                chunks,
                chunk -> {
                    partCounts[chunk] = new PairCounts();
                    partPlaces[chunk] = new PairPlaces();
                    final long size = words.size();
                    count(
                            (int) (size * chunk / chunks),
                            (int) (size * (chunk + 1) / chunks),
                            partCounts[chunk],
                            partPlaces[chunk]);
                });
        for (int chunk = 0; chunk < chunks; chunk++) {
            final PairCounts part = partCounts[chunk];
            partPlaces[chunk].take(
                    (number, list) -> {
                        final int whole = counts.number(part.pair(number));
                        counts.add(whole, part.count(number));
                        places.noteAll(whole, list);
                    });
        }
    }

    private void count(
            final int from, final int to, final PairCounts into, final PairPlaces where) {
        for (int word = from; word < to; word++) {
            final int start = words.starts()[word];
            for (int i = start + 1; i < start + words.lengths()[word]; i++) {
                final int left = words.symbols()[i - 1];
                final int right = words.symbols()[i];
                if (allowed(left, right)) {
                    final int number = into.number(PairCounts.pair(left, right));
                    into.add(number, words.counts()[word]);
                    where.note(number, word);
                }
            }
        }
    }

    private boolean allowed(final int left, final int right) {
        return left != SymbolWords.GAP && right != SymbolWords.GAP && rule.joins(left, right);
    }

    /** Merges a pair in some words; returns how often it was there, in the whole corpus. */
    long merge(final Merge merge, final Ints in) {
        if (in.size() < MANY_WORDS) {
            long merged = 0;
            for (int i = 0; i < in.size(); i++) {
                final int word = in.get(i);
                merged +=
                        merge(
                                merge,
                                word,
                                (left, right, difference) -> apply(left, right, difference, word));
            }
            return merged;
        }
        final int chunks = workers.threads() * 4;
        final Changes[] changes = new Changes[chunks];
        workers.forEach(
                chunks,
                chunk -> {
                    final long size = in.size();
                    final int to = (int) (size * (chunk + 1) / chunks);
                    changes[chunk] = new Changes();
                    for (int i = (int) (size * chunk / chunks); i < to; i++) {
                        changes[chunk].word = in.get(i);
                        changes[chunk].merged += merge(merge, in.get(i), changes[chunk]);
                    }
                });
        return Arrays.stream(changes).mapToLong(this::applyAll).sum();
    }

    private long merge(final Merge merge, final int word, final SymbolWords.Changes changes) {
        return words.counts()[word]
                * words.merge(word, merge.left(), merge.right(), merge.joined(), changes);
    }

    private long applyAll(final Changes changes) {
        for (int i = 0; i < changes.list.size(); i += 4) {
            apply(
                    changes.list.get(i),
                    changes.list.get(i + 1),
                    changes.list.get(i + 2),
                    changes.list.get(i + 3));
        }
        return changes.merged;
    }

    private void apply(final int left, final int right, final int difference, final int word) {
        if (!allowed(left, right)) {
            return;
        }
        final int number = counts.number(PairCounts.pair(left, right));
        counts.add(number, difference * words.counts()[word]);
        if (difference > 0) {
            places.note(number, word);
        }
    }

    /** What one thread changed, to be applied by another. */
    private static final class Changes implements SymbolWords.Changes {
        private final Ints list = new Ints(); // left, right, difference, word
        private int word;
        private long merged;

        @Override
        public void change(final int left, final int right, final int difference) {
            list.add(left);
            list.add(right);
            list.add(difference);
            list.add(word);
        }
    }
}
