package io.vesalius.sampling;

/**
 * "Exclude top choices": with a probability, removes all candidates at least as likely as the
 * threshold but the last of them by rank. (p-e-w, pull request 6335 of text-generation-webui, 2024;
 * newlines and end tokens aren't exempt, as in llama.cpp.)
 */
record XtcLink(XtcParameters parameters, Draws draws) implements ChainLink {
    @Override
    public String label() {
        return Link.XTC.label();
    }

    @Override
    public void apply(final Candidates candidates, final History history) {
        final double u = draws.uniform(history.length(), Draws.Purpose.XTC);
        if (u >= parameters.probability()) {
            return;
        }
        final double least = parameters.threshold() * candidates.total();
        int last = -1;
        for (int i = 0; i < candidates.size(); i++) {
            if (candidates.weight(i) >= least && (last < 0 || candidates.ranksBefore(last, i))) {
                last = i;
            }
        }
        if (last >= 0) {
            final int kept = last;
            candidates.retain(i -> i == kept || candidates.weight(i) < least);
        }
    }
}
