package io.vesalius.sampling;

/** Sees the candidates between the links of the chain. */
@FunctionalInterface
public interface ChainTap {
    /** The name under which a viewer is shown the candidates before any link. */
    String INPUT = "logits";

    /**
     * Called before the first link (named {@link #INPUT}), then after each: one link's output is
     * the next one's input.
     *
     * @param link `logit_bias`, a {@link Link#label}, `mirostat`
     * @param candidates valid during the call
     */
    void after(String link, History history, Candidates candidates);
}
