package io.vesalius.tokenizer.train;

import io.vesalius.base.BadRequestException;

/**
 * Which frequent substrings of words Unigram's trainer begins with. Both rules take those that
 * become rarer by any character that follows; they differ in whether a word's end is such a
 * character.
 */
public enum SeedRule {
    /** Nothing follows the end of a word, so every frequent word is among the pieces. */
    WHOLE_WORDS("whole-words"),

    /**
     * As SentencePiece has it: the space behind a word counts as one more character, and what ends
     * in it is no piece. A word that stands before spaces alone is left out, which makes the
     * vocabulary worse; it is for results that can be compared with SentencePiece's.
     */
    SENTENCEPIECE("sentencepiece");

    private final String label;

    SeedRule(final String label) {
        this.label = label;
    }

    /** As options spell it. */
    public String label() {
        return label;
    }

    /**
     * A rule by its name.
     *
     * @throws BadRequestException for another
     */
    public static SeedRule of(final String name) {
        for (final SeedRule rule : values()) {
            if (rule.label.equals(name)) {
                return rule;
            }
        }
        throw new BadRequestException(
                "seed_pieces",
                "seed_pieces is '%s': use whole-words or sentencepiece".formatted(name));
    }
}
