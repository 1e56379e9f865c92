package io.vesalius.tokenizer;

/**
 * The words of most vocabularies after GPT-2, in the form that cl100k gave them: `(?i:'s|'t|...)|
 * [^\r\n PREFIX]?[WORD]+|\p{N}{1,DIGITS}| ?[SYMBOLS]+[TAIL]*|\s*[\r\n]+|\s+(?!\S)|\s+`.
 *
 * @param contractions whether English contractions come first
 * @param codeWords whether an ASCII mark with ASCII letters, as in `.length`, comes first
 * @param notPrefix types that can't be the one character before a word (line breaks never are)
 * @param word types that words are made of
 * @param digits the most digits in a piece, 0 where numbers are not matched
 * @param symbols types that runs of symbols are made of
 * @param tail what may follow symbols in their piece
 */
record ModernWords(
        boolean contractions,
        boolean codeWords,
        int notPrefix,
        int word,
        int digits,
        int symbols,
        Tail tail)
        implements Split.Matcher {
    /** What a run of symbols takes along. */
    enum Tail {
        NOTHING,
        LINES,
        LINES_AND_SLASHES
    }

    private static final int LETTER_OR_NUMBER = CharType.LETTER | CharType.NUMBER;

    /** Llama 3's words with up to `digits` digits in a piece. */
    static ModernWords ofDigits(final int digits) {
        return new ModernWords(
                true,
                false,
                LETTER_OR_NUMBER,
                CharType.LETTER,
                digits,
                ~(CharType.SPACE | LETTER_OR_NUMBER),
                Tail.LINES);
    }

    /** Qwen 3.5's: marks belong to words. */
    static ModernWords withMarks() {
        return new ModernWords(
                true,
                false,
                LETTER_OR_NUMBER,
                CharType.LETTER | CharType.MARK,
                1,
                ~(CharType.SPACE | LETTER_OR_NUMBER | CharType.MARK),
                Tail.LINES);
    }

    /** DeepSeek V3's, after its numbers are cut out. */
    static ModernWords ofDeepSeekV3() {
        return new ModernWords(
                false,
                true,
                CharType.LETTER | CharType.PUNCTUATION | CharType.SYMBOL,
                CharType.LETTER | CharType.MARK,
                0,
                CharType.PUNCTUATION | CharType.SYMBOL,
                Tail.LINES);
    }

    ModernWords withoutContractions() {
        return new ModernWords(false, codeWords, notPrefix, word, digits, symbols, tail);
    }

    @Override
    public int match(final CodePoints text, final int at, final int to) {
        int end = -1;
        if (contractions) {
            end = Matchers.contractionOfAnyCase(text, at, to);
        }
        if (end < 0 && codeWords) {
            end = codeWord(text, at, to);
        }
        if (end < 0) {
            end = word(text, at, to);
        }
        if (end < 0 && digits > 0 && text.is(at, CharType.NUMBER)) {
            end = text.runEnd(at, (int) Math.min(to, (long) at + digits), CharType.NUMBER);
        }
        if (end < 0) {
            end = symbols(text, at, to, symbols, tail);
        }
        if (end < 0) {
            end = Matchers.lines(text, at, to);
        }
        if (end < 0) {
            end = Matchers.space(text, at, to);
        }
        return end < 0 ? ~(at + 1) : end;
    }

    private int word(final CodePoints text, final int at, final int to) {
        final boolean prefix = !text.isNewline(at) && !text.is(at, notPrefix);
        if (prefix && at + 1 < to && text.is(at + 1, word)) {
            return text.runEnd(at + 1, to, word);
        }
        return text.is(at, word) ? text.runEnd(at, to, word) : -1;
    }

    private static int codeWord(final CodePoints text, final int at, final int to) {
        final int mark = text.chars()[at];
        final boolean ascii = mark > ' ' && mark < 0x7F && !text.is(at, LETTER_OR_NUMBER);
        if (!ascii || at + 1 >= to || !isAsciiLetter(text.chars()[at + 1])) {
            return -1;
        }
        int end = at + 1;
        while (end < to && isAsciiLetter(text.chars()[end])) {
            end++;
        }
        return end;
    }

    private static boolean isAsciiLetter(final int codePoint) {
        return codePoint >= 'a' && codePoint <= 'z' || codePoint >= 'A' && codePoint <= 'Z';
    }

    /** ` ?[symbols]+[tail]*`. No match: -1. */
    static int symbols(
            final CodePoints text, final int at, final int to, final int symbols, final Tail tail) {
        final int start = text.chars()[at] == ' ' && at + 1 < to ? at + 1 : at;
        if (!text.is(start, symbols)) {
            return -1;
        }
        int end = text.runEnd(start, to, symbols);
        while (end < to && takes(tail, text, end)) {
            end++;
        }
        return end;
    }

    private static boolean takes(final Tail tail, final CodePoints text, final int at) {
        return switch (tail) {
            case NOTHING -> false;
            case LINES -> text.isNewline(at);
            case LINES_AND_SLASHES -> text.isNewline(at) || text.chars()[at] == '/';
        };
    }
}
