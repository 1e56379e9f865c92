package io.vesalius.tokenizer.train;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Byte-pair encoding (Sennrich et al. 2016): the most frequent pair merges, again and again.
 *
 * <p>Where two ways of merging make the same text, what they become is one symbol, whose pairs then
 * may be met anew. Such a pair waits once for each time it was met, with the words of that time, as
 * in Hugging Face's trainer, so that merges are equal to the last.
 */
final class FrequentPairs {
    /**
     * A pair that waits.
     *
     * @param count its frequency when it was last looked at
     * @param words where it may be
     */
    private record Candidate(int number, long pair, long count, Ints words) {}

    private final PairState state;
    private final PairRule rule;
    private final long minFrequency;
    private final PriorityQueue<Candidate> queue;

    FrequentPairs(final PairState state, final PairRule rule, final long minFrequency) {
        this.state = state;
        this.rule = rule;
        this.minFrequency = minFrequency;
        this.queue =
                new PriorityQueue<>(
                        (a, b) ->
                                a.count != b.count
                                        ? Long.compare(b.count, a.count)
                                        : rule.compare(a.pair, b.pair));
    }

    /** Merges until the rule has so many symbols, or no pair is frequent enough. */
    List<Merge> mergeTo(final int size, final TrainingProgress progress) {
        final List<Merge> merges = new ArrayList<>();
        final int first = rule.size();
        enqueue();
        while (rule.size() < size && !queue.isEmpty()) {
            final Candidate top = queue.poll();
            final long count = state.counts().count(top.number);
            if (top.count != count) {
                queue.add(new Candidate(top.number, top.pair, count, top.words));
                continue;
            }
            if (count < minFrequency) {
                break;
            }
            final int left = PairCounts.left(top.pair);
            final int right = PairCounts.right(top.pair);
            final int joined = rule.join(left, right);
            if (joined < 0) {
                continue;
            }
            final Merge merge = new Merge(left, right, joined);
            merges.add(merge);
            state.merge(merge, top.words);
            enqueue();
            progress.report(
                    TrainingProgress.Stage.MERGING, rule.size() - first, Math.max(0, size - first));
        }
        return merges;
    }

    private void enqueue() {
        state.places()
                .take(
                        (number, words) -> {
                            final long count = state.counts().count(number);
                            if (count > 0) {
                                final long pair = state.counts().pair(number);
                                queue.add(new Candidate(number, pair, count, words));
                            }
                        });
    }
}
