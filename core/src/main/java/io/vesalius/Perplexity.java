package io.vesalius;

import io.vesalius.base.BadRequestException;
import io.vesalius.engine.Request;
import io.vesalius.sampling.LogProbs;
import io.vesalius.sampling.SamplingParameters;
import io.vesalius.sampling.StopParameters;
import io.vesalius.tokenizer.Tokenizer;

import java.util.Arrays;
import java.util.OptionalInt;

/**
 * How well a model predicts a text: exp of the mean negative log-likelihood of its tokens.
 *
 * @param tokens that were scored
 * @param nll the sum of their negative log-likelihoods, natural logarithm
 * @param windows the text was cut into
 */
public record Perplexity(long tokens, double nll, int windows) {
    public double value() {
        return Math.exp(nll / tokens);
    }

    /**
     * Measures a text. Its ids, without special tokens, are cut into windows; each stands alone,
     * preceded by BOS if the vocabulary adds one, and every id is scored that has something before
     * it in its window.
     *
     * <p>What follows a window's last id isn't asked for, so that id is not computed, and a window
     * of the whole context fits with BOS before it.
     *
     * @param window ids of a window, without BOS
     * @throws io.vesalius.base.BadRequestException when a window doesn't fit the context, or
     *     nothing can be scored
     */
    public static Perplexity of(final Vesalius model, final String text, final int window) {
        if (window < 1) {
            throw new BadRequestException(
                    "window", "window is %d: it must be 1 or more".formatted(window));
        }
        final Tokenizer tokenizer = model.tokenizer();
        final int[] ids = tokenizer.encode(text);
        final OptionalInt bos = tokenizer.addsBos() ? tokenizer.bosId() : OptionalInt.empty();
        final Sum sum = new Sum();
        int windows = 0;
        for (int from = 0; from < ids.length; from += window) {
            final int to = Math.min(from + window, ids.length);
            sum.add(model, withBos(bos, Arrays.copyOfRange(ids, from, to)));
            windows++;
        }
        if (sum.tokens == 0) {
            throw new BadRequestException(
                    "text",
                    "the text has %d tokens: perplexity needs at least two in a window of %d"
                            .formatted(ids.length, window));
        }
        return new Perplexity(sum.tokens, sum.nll, windows);
    }

    private static int[] withBos(final OptionalInt bos, final int[] ids) {
        if (bos.isEmpty()) {
            return ids;
        }
        final int[] all = new int[ids.length + 1];
        all[0] = bos.getAsInt();
        System.arraycopy(ids, 0, all, 1, ids.length);
        return all;
    }

    /** Adds up window after window. */
    private static final class Sum {
        private long tokens;
        private double nll;

        void add(final Vesalius model, final int[] ids) {
            if (ids.length < 2) {
                return;
            }
            final int[] given = Arrays.copyOf(ids, ids.length - 1);
            final Request request =
                    Request.of(given, SamplingParameters.GREEDY, StopParameters.DEFAULT)
                            .withPromptLogits(
                                    (position, logits) -> {
                                        tokens++;
                                        nll -= LogProbs.of(logits).of(ids[position + 1]);
                                    });
            Vesalius.await(model.submit(request));
        }
    }
}
