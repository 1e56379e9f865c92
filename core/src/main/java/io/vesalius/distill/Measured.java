package io.vesalius.distill;

import io.vesalius.train.Evaluation;

/**
 * How well a model predicts texts that it hasn't seen, each from its beginning.
 *
 * @param tokens of its own that were predicted
 * @param bytes that they spell
 * @param nats the sum of the tokens' negative log-likelihoods
 * @param divergence from the teacher, per token, where both have one vocabulary; else 0
 */
public record Measured(long tokens, long bytes, double nats, double divergence) {
    static Measured of(final Evaluation evaluation, final long bytes) {
        return new Measured(
                evaluation.tokens(),
                bytes,
                evaluation.crossEntropy(),
                evaluation.divergence() / evaluation.tokens());
    }

    /** Nats a byte: what models of different vocabularies can be compared by. */
    public double perByte() {
        return nats / bytes;
    }

    /** Perplexity a byte. */
    public double perplexity() {
        return Math.exp(perByte());
    }
}
