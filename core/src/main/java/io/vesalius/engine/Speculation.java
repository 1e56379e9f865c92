package io.vesalius.engine;

import io.vesalius.base.BadRequestException;

/**
 * Whether tokens are guessed ahead and verified together (Leviathan et al. 2022, arXiv:2211.17192).
 * Verification draws the model's own token at each position and keeps the guess while they are
 * equal: the answer is the same as without.
 */
public sealed interface Speculation {
    /** One token a step. */
    record None() implements Speculation {}

    /**
     * Guesses that what followed the last tokens before follows them again (prompt lookup): for
     * answers that copy from their prompt.
     *
     * @param maxDraft the most tokens guessed at once
     */
    record PromptLookup(int maxDraft) implements Speculation {
        public static final int MAX_DRAFT = 32;

        public PromptLookup {
            if (maxDraft < 1 || maxDraft > MAX_DRAFT) {
                throw new BadRequestException(
                        "draft",
                        "%d tokens to guess: it must be from 1 to %d"
                                .formatted(maxDraft, MAX_DRAFT));
            }
        }
    }

    /** No guesses. */
    Speculation NONE = new None();
}
