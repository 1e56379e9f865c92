package io.vesalius;

import io.vesalius.base.BadRequestException;
import io.vesalius.tokenizer.Tokenizer;

/** Refuses texts that are too long for certain, before time is spent on them. */
final class PromptLength {
    private PromptLength() {}

    /**
     * @param most tokens that may be
     * @throws BadRequestException for a text that must have more
     */
    static void check(final Tokenizer tokenizer, final String text, final int most) {
        final long fewest = tokenizer.fewestTokens(text);
        if (fewest > most) {
            throw new BadRequestException(
                    "prompt",
                    "the prompt has at least %d tokens, by its length alone, and the context holds %d with at least one to generate: shorten it, or ask for truncation"
                            .formatted(fewest, most));
        }
    }
}
