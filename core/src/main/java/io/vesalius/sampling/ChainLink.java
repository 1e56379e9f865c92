package io.vesalius.sampling;

/**
 * A step from candidates to candidates: a pure function of their logits and the tokens so far (what
 * a link keeps is scratch). It may change logits and remove candidates, but never the last.
 */
sealed interface ChainLink
        permits DryLink,
                LogitBiasLink,
                MinPLink,
                PenaltyLink,
                TemperatureLink,
                TopKLink,
                TopPLink,
                TypicalLink,
                XtcLink {
    /** What a {@link ChainTap} calls it. */
    String label();

    void apply(Candidates candidates, History history);
}
