package io.vesalius.sampling;

/**
 * Keeps the smallest set of the highest rank whose probability is at least p: the candidates up to
 * the first at which the running sum of weights reaches p * total. (Holtzman et al. 2019, arXiv
 * 1904.09751, section 3.1.)
 */
record TopPLink(double p) implements ChainLink {
    @Override
    public String label() {
        return Link.TOP_P.label();
    }

    @Override
    public void apply(final Candidates candidates, final History history) {
        final double wanted = p * candidates.total();
        final Ranking ranked = candidates.ranked();
        double sum = 0;
        int last = -1;
        for (int i = ranked.next(); i >= 0; i = ranked.next()) {
            last = i;
            sum += candidates.weight(i);
            if (sum >= wanted) {
                break;
            }
        }
        candidates.retainUpTo(last);
    }
}
