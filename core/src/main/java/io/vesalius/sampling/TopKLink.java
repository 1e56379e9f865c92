package io.vesalius.sampling;

/** Keeps the k candidates of the highest rank. (Fan et al. 2018, arXiv 1805.04833, section 5.) */
record TopKLink(int k) implements ChainLink {
    @Override
    public String label() {
        return Link.TOP_K.label();
    }

    @Override
    public void apply(final Candidates candidates, final History history) {
        if (candidates.size() <= k) {
            return;
        }
        final Ranking ranked = candidates.ranked();
        int last = ranked.next();
        for (int i = 1; i < k; i++) {
            last = ranked.next();
        }
        candidates.retainUpTo(last);
    }
}
