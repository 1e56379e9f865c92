package io.vesalius.sampling;

/**
 * Keeps the smallest set of the most typical candidates whose probability is at least p: those
 * whose surprise -ln(probability) is nearest to the distribution's entropy, the lower id among
 * equals. (Meister et al. 2022, arXiv 2202.00666, section 4.)
 */
record TypicalLink(double p) implements ChainLink {
    @Override
    public String label() {
        return Link.TYPICAL.label();
    }

    @Override
    public void apply(final Candidates candidates, final History history) {
        final int size = candidates.size();
        final double[] typicality = candidates.keys();
        final double highest = candidates.highest();
        final double logTotal = candidates.logTotal();
        final double entropy = logTotal + meanDistance(candidates, highest);
        for (int i = 0; i < size; i++) {
            final double surprise = logTotal + (highest - candidates.logit(i));
            typicality[i] = -Math.abs(surprise - entropy);
        }
        keep(candidates, typicality);
    }

    /** The expected distance of a logit below the highest, summed in order of ids. */
    private static double meanDistance(final Candidates candidates, final double highest) {
        double sum = 0;
        for (int i = 0; i < candidates.size(); i++) {
            sum += candidates.weight(i) * (highest - candidates.logit(i));
        }
        return sum / candidates.total();
    }

    private void keep(final Candidates candidates, final double[] typicality) {
        final double wanted = p * candidates.total();
        final Ranking ranked = candidates.rankedBy(typicality);
        double sum = 0;
        int last = -1;
        for (int i = ranked.next(); i >= 0; i = ranked.next()) {
            last = i;
            sum += candidates.weight(i);
            if (sum >= wanted) {
                break;
            }
        }
        final int least = last;
        candidates.retain(
                i ->
                        typicality[i] > typicality[least]
                                || (typicality[i] == typicality[least] && i <= least));
    }
}
