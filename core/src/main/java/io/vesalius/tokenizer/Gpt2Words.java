package io.vesalius.tokenizer;

/**
 * The words of GPT-2 (Radford et al. 2019): `'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+|
 * ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`.
 */
final class Gpt2Words implements Split.Matcher {
    private static final int OTHER = ~(CharType.SPACE | CharType.LETTER | CharType.NUMBER);

    @Override
    public int match(final CodePoints text, final int at, final int to) {
        final int contraction = Matchers.contraction(text, at, to);
        if (contraction >= 0) {
            return contraction;
        }
        final int start = text.chars()[at] == ' ' && at + 1 < to ? at + 1 : at;
        if (text.is(start, CharType.LETTER)) {
            return text.runEnd(start, to, CharType.LETTER);
        }
        if (text.is(start, CharType.NUMBER)) {
            return text.runEnd(start, to, CharType.NUMBER);
        }
        if (text.is(start, OTHER)) {
            return text.runEnd(start, to, OTHER);
        }
        return Matchers.space(text, at, to);
    }
}
