package io.vesalius.sampling;

import java.util.Map;

/** Adds to the logits of some tokens; -infinity removes one. */
record LogitBiasLink(Map<Integer, Float> bias) implements ChainLink {
    @Override
    public String label() {
        return "logit_bias";
    }

    @Override
    public void apply(final Candidates candidates, final History history) {
        boolean forbids = false;
        for (final Map.Entry<Integer, Float> entry : bias.entrySet()) {
            final int index = candidates.indexOf(entry.getKey());
            final float value = entry.getValue();
            if (value == Float.NEGATIVE_INFINITY) {
                forbids = true;
            } else if (index >= 0) {
                candidates.setLogit(index, candidates.logit(index) + value);
            }
        }
        if (forbids) {
            candidates.retain(i -> allowed(candidates.id(i)));
        }
    }

    private boolean allowed(final int id) {
        final Float value = bias.get(id);
        return value == null || value != Float.NEGATIVE_INFINITY;
    }
}
