package io.vesalius.sampling;

/**
 * Mirostat 2 of one sequence: removes candidates whose surprise is over mu, and after the draw
 * moves mu by eta times what the drawn token's surprise (of the distribution it was drawn from)
 * lacks to the target. mu starts at twice the target. Surprises in bits. (Basu et al. 2020, arXiv
 * 2007.14966, algorithm 2.)
 */
final class Mirostat {
    static final String LABEL = "mirostat";
    private static final double LN_2 = 0.6931471805599453;

    private final MirostatParameters parameters;
    private double mu;

    Mirostat(final MirostatParameters parameters) {
        this.parameters = parameters;
        this.mu = 2 * parameters.tau();
    }

    double mu() {
        return mu;
    }

    void restore(final double value) {
        mu = value;
    }

    void truncate(final Candidates candidates) {
        final int best = candidates.best();
        final double lowest = candidates.highest() + candidates.logTotal() - mu * LN_2;
        candidates.retain(i -> i == best || candidates.logit(i) >= lowest);
    }

    /** Learns from the drawn candidate. */
    void learn(final Candidates candidates, final int drawn) {
        final double surprise = -candidates.logProb(drawn) / LN_2;
        mu -= parameters.eta() * (surprise - parameters.tau());
    }
}
