package io.vesalius.engine;

/**
 * How many tokens a draft model guesses for each sequence, so that most tokens a second can be
 * expected (the trade of Leviathan et al. 2022, arXiv:2211.17192, section 3.3, for many sequences
 * at once). The j-th guess counts if all before it are right, which has the chance `rate^j`; it
 * takes a row of the target's step, and the first sequence that wants a j-th guess a pass of the
 * draft.
 */
final class DraftPlan {
    private final double stepSeconds;
    private final double rowSeconds;
    private final double draftSeconds;

    /**
     * @param stepSeconds of the target's step without guesses
     * @param rowSeconds that one more row adds to it
     * @param draftSeconds of one pass of the draft
     */
    DraftPlan(final double stepSeconds, final double rowSeconds, final double draftSeconds) {
        this.stepSeconds = stepSeconds;
        this.rowSeconds = rowSeconds;
        this.draftSeconds = draftSeconds;
    }

    /**
     * @param rates `[n]` chance of each sequence's guesses
     * @param limits `[n]` the most guesses of each
     * @param rows that may be used for guesses
     * @return `[n]` how many to make
     */
    int[] lengths(final double[] rates, final int[] limits, final int rows) {
        final int[] lengths = new int[rates.length];
        double tokens = rates.length;
        double seconds = stepSeconds;
        int left = rows;
        for (int depth = 1; left > 0; depth++) {
            final int[] deeper = lengths.clone();
            double gained = 0;
            int used = 0;
            for (int i = 0; i < rates.length && used < left; i++) {
                final double gain = Math.pow(rates[i], depth);
                if (lengths[i] == depth - 1
                        && limits[i] >= depth
                        && gain >= Acceptance.WORTHWHILE
                        && gain * seconds >= rowSeconds * tokens) {
                    deeper[i] = depth;
                    gained += gain;
                    used++;
                }
            }
            final double longer = seconds + draftSeconds + used * rowSeconds;
            if (used == 0 || (tokens + gained) * seconds < tokens * longer) {
                return lengths;
            }
            System.arraycopy(deeper, 0, lengths, 0, lengths.length);
            tokens += gained;
            seconds = longer;
            left -= used;
        }
        return lengths;
    }
}
