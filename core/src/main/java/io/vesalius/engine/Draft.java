package io.vesalius.engine;

import io.vesalius.kv.PageCache;
import io.vesalius.kv.SequencePages;
import io.vesalius.sampling.History;
import io.vesalius.sampling.Sampler;
import io.vesalius.sampling.StopRules;

import org.jspecify.annotations.Nullable;

import java.util.Objects;

/**
 * One sequence as the draft model sees it: pages of its own, how many tokens are computed there,
 * and guesses that wait to be verified. They are drawn as the target draws, with the same
 * parameters and random numbers, so that they agree more often.
 */
final class Draft implements Guesser {
    private final PageCache cache;
    private final Sampler sampler;
    private final StopRules rules;
    private final Acceptance acceptance = new Acceptance();
    private final int[] guesses;
    private int base;
    private int count;
    private int computed;
    private boolean hopeless;
    private Sampler.State state;
    private @Nullable SequencePages pages;

    /**
     * @param cache of the draft model
     * @param sampler with the target's parameters
     * @param rules when the sequence ends
     * @param maxGuesses the most at once
     */
    Draft(
            final PageCache cache,
            final Sampler sampler,
            final StopRules rules,
            final int maxGuesses) {
        this.cache = cache;
        this.sampler = sampler;
        this.rules = rules;
        guesses = new int[maxGuesses];
        state = sampler.snapshot();
    }

    Acceptance acceptance() {
        return acceptance;
    }

    /** The draft model fails at this sequence: it goes on without guesses. */
    void giveUp() {
        release();
        hopeless = true;
    }

    boolean isHopeless() {
        return hopeless;
    }

    /**
     * Forgets the last guesses: what was computed of wrong ones is to be computed anew.
     *
     * @param tokens the sequence's, of which `length` are certain
     */
    void settle(final int[] tokens, final int length) {
        int right = 0;
        while (right < count && base + right < length && tokens[base + right] == guesses[right]) {
            right++;
        }
        if (count > 0) {
            computed = Math.min(computed, base + right);
            count = 0;
        }
        computed = Math.min(computed, length - 1); // the last one's logits are wanted
        if (pages != null) {
            cache.commit(pages, tokens, computed);
        }
    }

    /** Begins to guess what follows `length` tokens. */
    void begin(final int[] tokens, final int length) {
        base = length;
        sampler.restore(state);
        if (pages == null) {
            pages = cache.open(tokens, length - 1);
            computed = pages.capacity();
        }
    }

    SequencePages pages() {
        return Objects.requireNonNull(pages, "a draft that hasn't begun has no pages");
    }

    int computedLength() {
        return computed;
    }

    void advance(final int tokens) {
        computed += tokens;
    }

    /**
     * Draws a guess and writes it behind the sequence's tokens and the guesses before.
     *
     * @param logits the draft model's
     * @return false where none can follow it
     * @throws io.vesalius.base.BadRequestException where no token is left
     * @throws IllegalArgumentException for logits that no token can be drawn from
     */
    boolean guess(final float[] logits, final int[] tokens, final int promptLength) {
        final int length = base + count;
        final int token =
                sampler.sample(
                                logits,
                                new History(tokens, promptLength, length),
                                rules.mask(length - promptLength))
                        .id();
        tokens[length] = token;
        guesses[count++] = token;
        return !rules.ends(token);
    }

    /** Guesses that wait. */
    int guessCount() {
        return count;
    }

    @Override
    public int propose(final int[] tokens, final int length, final int limit) {
        if (length != base) {
            return 0; // made for another place: the sequence went on without them
        }
        final int most = Math.min(count, limit);
        System.arraycopy(guesses, 0, tokens, length, Math.max(0, most));
        return Math.max(0, most);
    }

    @Override
    public Journal.Source source() {
        return Journal.Source.DRAFT_MODEL;
    }

    @Override
    public void verified(final int drafted, final int accepted) {
        acceptance.verified(drafted, accepted);
    }

    @Override
    public void drawn(final Sampler.State after) {
        state = after;
    }

    @Override
    public void release() {
        if (pages != null) {
            cache.close(pages);
        }
        pages = null;
        computed = 0;
        count = 0;
    }
}
