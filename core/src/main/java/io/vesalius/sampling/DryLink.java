package io.vesalius.sampling;

/**
 * "Don't repeat yourself": lowers a token that would go on with an earlier run of tokens by
 * `multiplier * base ^ (length - allowedLength)`, length being that of the longest run that stands
 * before an earlier occurrence of the token and also ends the text, from `allowedLength` on. A run
 * doesn't reach across a breaker, and tokens that contain one aren't lowered. (p-e-w, pull request
 * 5677 of text-generation-webui, 2024; breakers of several tokens as in koboldcpp's, 982.)
 *
 * <p>Lengths of all runs at once by the Z-function of the reversed text (Gusfield: Algorithms on
 * strings, trees and sequences, section 1.4).
 */
final class DryLink implements ChainLink {
    /** Not infinity, so that lowered tokens still have an order and one is always left. */
    private static final double MAX_PENALTY = 1e30;

    private final DryParameters parameters;
    private final DryBreakers breakers;
    private int[] runs = new int[0];

    DryLink(final DryParameters parameters, final DryBreakers breakers) {
        this.parameters = parameters;
        this.breakers = breakers;
    }

    @Override
    public String label() {
        return Link.DRY.label();
    }

    @Override
    public void apply(final Candidates candidates, final History history) {
        final int start = history.start(parameters.lastN());
        final int count = history.length() - start;
        if (count <= parameters.allowedLength()) {
            return;
        }
        final int longest = findRuns(history, count);
        if (longest < parameters.allowedLength()) {
            return;
        }
        final int limit = breakers.tokensSince(history, start, longest);
        if (limit >= parameters.allowedLength()) {
            lower(candidates, history, count, limit);
        }
    }

    /** Sets runs[k], the length of the run that ends k tokens before the last; the longest. */
    private int findRuns(final History history, final int count) {
        final int[] ids = history.ids();
        final int last = history.length() - 1;
        if (runs.length < count) {
            runs = new int[Math.max(count, 2 * runs.length)];
        }
        int longest = 0;
        int left = 0;
        int right = 0;
        for (int k = 1; k < count; k++) {
            int run = k < right ? Math.min(right - k, runs[k - left]) : 0;
            while (k + run < count && ids[last - run] == ids[last - k - run]) {
                run++;
            }
            if (k + run > right) {
                left = k;
                right = k + run;
            }
            runs[k] = run;
            longest = Math.max(longest, run);
        }
        return longest;
    }

    private void lower(
            final Candidates candidates, final History history, final int count, final int limit) {
        final int[] ids = history.ids();
        final int[] most = candidates.counts();
        for (int k = 1; k < count; k++) {
            final int follower = ids[history.length() - k];
            most[follower] = Math.max(most[follower], Math.min(runs[k], limit));
        }
        for (int k = 1; k < count; k++) {
            final int follower = ids[history.length() - k];
            final int run = most[follower];
            most[follower] = 0;
            final int index = run < parameters.allowedLength() ? -1 : candidates.indexOf(follower);
            if (index >= 0 && !breakers.within(follower)) {
                candidates.setLogit(index, candidates.logit(index) - penalty(run));
            }
        }
    }

    private double penalty(final int run) {
        return Math.min(
                MAX_PENALTY,
                parameters.multiplier()
                        * StrictMath.pow(parameters.base(), run - parameters.allowedLength()));
    }
}
