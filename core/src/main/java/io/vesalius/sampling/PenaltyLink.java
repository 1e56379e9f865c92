package io.vesalius.sampling;

/**
 * Lowers the logits of tokens that occur among the last ones. First the repetition penalty, which
 * divides a positive logit and multiplies any other (Keskar et al.: CTRL, arXiv 1909.05858, section
 * 4.1; for negative logits as in all implementations since), then `frequency * count + presence` is
 * subtracted (OpenAI API reference, frequency and presence penalties). The window holds tokens of
 * the prompt too, as in llama.cpp.
 */
record PenaltyLink(PenaltyParameters parameters) implements ChainLink {
    @Override
    public String label() {
        return Link.PENALTIES.label();
    }

    @Override
    public void apply(final Candidates candidates, final History history) {
        final int[] counts = candidates.counts();
        final int[] ids = history.ids();
        final int start = history.start(parameters.lastN());
        for (int i = start; i < history.length(); i++) {
            counts[ids[i]]++;
        }
        for (int i = start; i < history.length(); i++) {
            final int count = counts[ids[i]];
            counts[ids[i]] = 0;
            final int index = count == 0 ? -1 : candidates.indexOf(ids[i]);
            if (index >= 0) {
                candidates.setLogit(index, penalised(candidates.logit(index), count));
            }
        }
    }

    private double penalised(final double logit, final int count) {
        final double repeated =
                logit > 0 ? logit / parameters.repetition() : logit * parameters.repetition();
        return repeated - (parameters.frequency() * count + parameters.presence());
    }
}
