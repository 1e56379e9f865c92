package io.vesalius.sampling;

import java.util.List;

/**
 * A chosen token.
 *
 * @param id the token
 * @param logProb the natural logarithm of its probability; NaN where log-probabilities weren't
 *     asked for
 * @param top the likeliest tokens, by rank; empty where they weren't asked for
 */
public record Choice(int id, double logProb, List<TokenLogProb> top) {}
