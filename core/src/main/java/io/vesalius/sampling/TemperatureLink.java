package io.vesalius.sampling;

/** Divides the logits. (Ackley, Hinton, Sejnowski 1985.) */
record TemperatureLink(double temperature) implements ChainLink {
    @Override
    public String label() {
        return Link.TEMPERATURE.label();
    }

    @Override
    public void apply(final Candidates candidates, final History history) {
        for (int i = 0; i < candidates.size(); i++) {
            candidates.setLogit(i, candidates.logit(i) / temperature);
        }
    }
}
