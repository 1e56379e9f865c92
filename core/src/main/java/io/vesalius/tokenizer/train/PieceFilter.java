package io.vesalius.tokenizer.train;

import io.vesalius.base.BadRequestException;

import java.util.Set;

/** Substrings that SentencePiece would take as pieces: of one script, a space only in front. */
final class PieceFilter implements SeedPieces.Filter {
    private final Alphabet alphabet;
    private final Set<String> reserved;
    private final int[] scripts; // of the alphabet's characters
    private final int spaceMark; // in the segments' text

    /**
     * @param reserved texts that must not become pieces
     */
    PieceFilter(final Alphabet alphabet, final Set<String> reserved) {
        this.alphabet = alphabet;
        this.reserved = reserved;
        this.scripts = new int[alphabet.size()];
        int mark = -1;
        for (int i = 0; i < scripts.length; i++) {
            final int character = alphabet.counts().get(i).getKey();
            if (reserved.contains(Character.toString(character))) {
                throw new BadRequestException(
                        "special",
                        "the special token '%s' is a character of the corpus: choose a longer one"
                                .formatted(Character.toString(character)));
            }
            scripts[i] = PieceScript.of(character);
            mark = character == Alphabet.SPACE_MARK ? i + 1 : mark;
        }
        this.spaceMark = mark;
    }

    @Override
    public boolean accepts(final int[] text, final int from, final int to) {
        int script = PieceScript.ANY;
        for (int i = from; i < to; i++) {
            final int next = scripts[text[i] - 1];
            if (i > from && text[i] == spaceMark || !PieceScript.agree(script, next)) {
                return false;
            }
            script = PieceScript.joined(script, next);
        }
        return !reserved.contains(alphabet.text(text, from, to - from));
    }
}
