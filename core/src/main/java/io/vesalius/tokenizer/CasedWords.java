package io.vesalius.tokenizer;

/**
 * The words of o200k (GPT-4o) and Tekken, which break where lower case turns to upper: with U =
 * `[\p{Lu} \p{Lt}\p{Lm}\p{Lo}\p{M}]`, L = `[\p{Ll}\p{Lm}\p{Lo}\p{M}]` and C the contractions,
 * `[^\r\n\p{L}\p{N}]? U*L+C?|[^\r\n\p{L}\p{N}]?U+L*C?|\p{N}{1,DIGITS}|
 * ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+`.
 *
 * @param contractions whether a word takes an English contraction along
 * @param digits the most digits in a piece
 */
record CasedWords(boolean contractions, int digits) implements Split.Matcher {
    private static final int EITHER = CharType.CASELESS | CharType.MARK;
    private static final int UPPER = CharType.UPPER | EITHER;
    private static final int LOWER = CharType.LOWER | EITHER;
    private static final int LETTER_OR_NUMBER = CharType.LETTER | CharType.NUMBER;
    private static final int SYMBOLS = ~(CharType.SPACE | LETTER_OR_NUMBER);

    @Override
    public int match(final CodePoints text, final int at, final int to) {
        int end = word(text, at, to);
        if (end >= 0) {
            final int longer = contractions ? Matchers.contractionOfAnyCase(text, end, to) : -1;
            return Math.max(longer, end);
        }
        if (text.is(at, CharType.NUMBER)) {
            return text.runEnd(at, Math.min(to, at + digits), CharType.NUMBER);
        }
        end = ModernWords.symbols(text, at, to, SYMBOLS, ModernWords.Tail.LINES_AND_SLASHES);
        if (end < 0) {
            end = Matchers.lines(text, at, to);
        }
        if (end < 0) {
            end = Matchers.space(text, at, to);
        }
        return end < 0 ? ~(at + 1) : end;
    }

    private static int word(final CodePoints text, final int at, final int to) {
        final boolean prefix = !text.isNewline(at) && !text.is(at, LETTER_OR_NUMBER) && at + 1 < to;
        int end = prefix ? endingLow(text, at + 1, to) : -1;
        if (end < 0) {
            end = endingLow(text, at, to);
        }
        if (end < 0 && prefix) {
            end = upper(text, at + 1, to);
        }
        return end < 0 ? upper(text, at, to) : end;
    }

    /**
     * `U*L+`: greedy, so where no lower-case letter follows the last character that is both ends
     * it.
     */
    private static int endingLow(final CodePoints text, final int from, final int to) {
        int end = text.runEnd(from, to, UPPER);
        if (end < to && text.is(end, CharType.LOWER)) {
            return text.runEnd(end, to, LOWER);
        }
        while (end > from && !text.is(end - 1, EITHER)) {
            end--;
        }
        return end > from ? end : -1;
    }

    /** `U+L*` where `U*L+` failed: no lower-case letter follows. */
    private static int upper(final CodePoints text, final int from, final int to) {
        final int end = text.runEnd(from, to, UPPER);
        return end > from ? end : -1;
    }
}
