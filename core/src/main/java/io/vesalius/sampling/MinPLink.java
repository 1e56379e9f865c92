package io.vesalius.sampling;

/**
 * Keeps the candidates that are at least p times as likely as the likeliest: whose logit is at
 * least the highest plus ln(p). (Nguyen et al. 2024, arXiv 2407.01082, section 3.)
 */
record MinPLink(double p) implements ChainLink {
    @Override
    public String label() {
        return Link.MIN_P.label();
    }

    @Override
    public void apply(final Candidates candidates, final History history) {
        final double highest = candidates.logit(candidates.best());
        final double lowest = highest + StrictMath.log(p);
        candidates.retain(i -> candidates.logit(i) >= lowest);
    }
}
