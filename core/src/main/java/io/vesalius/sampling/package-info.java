/**
 * From logits to a token, and from text to an end. In come a row of logits `[vocabSize]`, the token
 * ids so far and a request's parameters; out come a chosen id, its log-probability and the reason
 * to stop. Knows no model and no tokenizer; touches only its arguments and a {@link
 * io.vesalius.sampling.Workspace}, which one thread uses at a time. Nothing here keeps state
 * between tokens but Mirostat's mu, the text that {@link io.vesalius.sampling.StopMatcher} holds
 * back, and the beams of {@link io.vesalius.sampling.BeamSearch}.
 *
 * <h2>The chain</h2>
 *
 * A token is chosen in this order:
 *
 * <ol>
 *   <li>tokens with a logit of -infinity, and those a {@link io.vesalius.sampling.TokenMask}
 *       forbids, are no candidates;
 *   <li>the logit bias is added;
 *   <li>the links of {@link io.vesalius.sampling.SamplingParameters#order()}: by default penalties,
 *       dry, top_k, typical, top_p, min_p, xtc, temperature, which is llama.cpp's order;
 *   <li>Mirostat 2, where it is on: it replaces top_k, typical, top_p, min_p and xtc, which are
 *       then left out;
 *   <li>the draw.
 * </ol>
 *
 * Temperature 0 is greedy: the candidate of the highest logit after bias, penalties and dry, the
 * lower id among equals. Truncations don't change it, xtc and Mirostat are left out.
 *
 * <h2>Arithmetic</h2>
 *
 * The same bits on every machine. Logits are widened to double. Candidates lie in ascending order
 * of id, always. A candidate's weight is {@link io.vesalius.kernel.Functions#exp} in f32 of its
 * logit minus the highest candidate's (rounded once to f32; the highest has weight 1, those over 87
 * below it have 0). A sum of weights is taken in double in the order of ids: blocks of 4096, in
 * each 16 partial sums, lane i of elements i, i + 16, ..., then i + 8, i + 4, i + 2, i + 1; block
 * sums are added in order. A probability is weight / sum, its logarithm (logit - highest) -
 * StrictMath.log(sum). Rank is by logit descending, id ascending; cumulative sums of the
 * truncations are taken in double in order of rank, one by one.
 *
 * <h2>Draws</h2>
 *
 * u(seed, choice, position, purpose) is Philox 4x32-10 with the key seed (low, high word) and the
 * counter (position, choice, purpose, 0): the first two words x0, x1 give the 53 bits of ((x1
 * &lt;&lt; 32 | x0) &gt;&gt;&gt; 11) * 2^-53. Position is the index the drawn token will have, the
 * prompt's first token being 0. Purpose 0 is the token's draw, 1 is xtc's. The token is the first,
 * in order of ids, at which the running sum of weights exceeds u * sum (whole blocks of 4096
 * first): in order of ids, because two distributions that are nearly equal, such as a draft's and
 * its target's, then nearly always draw the same token.
 */
package io.vesalius.sampling;
