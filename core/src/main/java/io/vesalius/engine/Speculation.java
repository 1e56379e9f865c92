package io.vesalius.engine;

import io.vesalius.base.BadRequestException;
import io.vesalius.kv.CacheLayout;
import io.vesalius.model.Model;
import io.vesalius.tokenizer.Tokenizer;

/**
 * Whether tokens are guessed ahead and verified together (Leviathan et al. 2022, arXiv:2211.17192).
 * Verification draws the model's own token at each position and keeps the guess while they are
 * equal: the answer is the same as without.
 */
public sealed interface Speculation {
    /** The most tokens guessed at once. */
    int MAX_DRAFT = 32;

    /** One token a step. */
    record None() implements Speculation {}

    /**
     * Guesses that what followed the last tokens before follows them again (prompt lookup): for
     * answers that copy from their prompt.
     *
     * @param maxDraft the most tokens guessed at once
     */
    record PromptLookup(int maxDraft) implements Speculation {
        public PromptLookup {
            checkDraft("prompt_lookup", maxDraft);
        }
    }

    /**
     * Asks a smaller model of the same vocabulary. How many tokens it guesses follows what they
     * cost and how often they come true, from the most down to none. Beams are searched without.
     *
     * @param model computes on the target's team of workers; closed by the caller, after the engine
     * @param tokenizer the draft's own, whose tokens must be the target's
     * @param maxDraft the most tokens guessed at once
     */
    record DraftModel(Model model, Tokenizer tokenizer, int maxDraft) implements Speculation {
        public DraftModel {
            checkDraft("draft_tokens", maxDraft);
        }
    }

    /**
     * @throws BadRequestException for a number of tokens that can't be guessed at once
     */
    static void checkDraft(final String parameter, final int maxDraft) {
        if (maxDraft < 1 || maxDraft > MAX_DRAFT) {
            throw new BadRequestException(
                    parameter,
                    "%d tokens to guess: it must be from 1 to %d".formatted(maxDraft, MAX_DRAFT));
        }
    }

    /**
     * @throws BadRequestException for guesses where the cache counts attention
     */
    static void checkCache(final CacheLayout layout) {
        if (layout.evicts()) {
            throw new BadRequestException(
                    "draft",
                    "tokens are guessed ahead where pages stay by the attention that they had, and"
                            + " wrong guesses would count: take one of the two");
        }
    }

    /** No guesses. */
    Speculation NONE = new None();
}
