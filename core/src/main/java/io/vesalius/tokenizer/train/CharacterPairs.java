package io.vesalius.tokenizer.train;

import io.vesalius.base.BadRequestException;

import java.util.Map;
import java.util.Set;

/**
 * Pairs of characters and pieces that SentencePiece would merge: not too long together, of one
 * script, a space only in front. Of equally frequent ones the shorter goes first, then the one that
 * sorts first.
 */
final class CharacterPairs implements PairRule {
    private final Alphabet alphabet;
    private final Symbols symbols;
    private final int maxLength;
    private final Ints lengths = new Ints(); // in characters, of each symbol
    private final Ints scripts = new Ints();
    private final int spaceMark;

    /**
     * @param reserved texts that must not become pieces
     */
    CharacterPairs(final Alphabet alphabet, final Set<String> reserved, final int maxLength) {
        this.alphabet = alphabet;
        this.symbols = new Symbols(reserved);
        this.maxLength = maxLength;
        int mark = SymbolWords.GAP;
        for (final Map.Entry<Integer, Long> entry : alphabet.counts()) {
            final String text = Character.toString(entry.getKey());
            final int id = symbols.add(text);
            if (id < 0) {
                throw new BadRequestException(
                        "special",
                        "the special token '%s' is a character of the corpus: choose a longer one"
                                .formatted(text));
            }
            lengths.add(1);
            scripts.add(PieceScript.of(entry.getKey()));
            mark = entry.getKey() == Alphabet.SPACE_MARK ? id : mark;
        }
        spaceMark = mark;
    }

    Alphabet alphabet() {
        return alphabet;
    }

    String text(final int id) {
        return symbols.text(id);
    }

    @Override
    public boolean joins(final int left, final int right) {
        return lengths.get(left) + lengths.get(right) <= maxLength
                && right != spaceMark
                && PieceScript.agree(scripts.get(left), scripts.get(right));
    }

    @Override
    public int join(final int left, final int right) {
        final int id = symbols.add(symbols.text(left) + symbols.text(right));
        if (id == lengths.size()) {
            lengths.add(lengths.get(left) + lengths.get(right));
            scripts.add(PieceScript.joined(scripts.get(left), scripts.get(right)));
        }
        return id;
    }

    @Override
    public int compare(final long pair, final long other) {
        final int byLength = Integer.compare(length(pair), length(other));
        return byLength != 0 ? byLength : text(pair).compareTo(text(other));
    }

    private int length(final long pair) {
        return lengths.get(PairCounts.left(pair)) + lengths.get(PairCounts.right(pair));
    }

    private String text(final long pair) {
        return symbols.text(PairCounts.left(pair)) + symbols.text(PairCounts.right(pair));
    }

    @Override
    public int size() {
        return symbols.size();
    }
}
