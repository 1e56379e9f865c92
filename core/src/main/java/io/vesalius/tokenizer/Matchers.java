package io.vesalius.tokenizer;

import io.vesalius.tokenizer.Split.Matcher;

/**
 * Small patterns that splitting rules are made of; each method names the regular expression it is.
 */
final class Matchers {
    private Matchers() {}

    /** `[set]+`. */
    static Matcher run(final CharSet set) {
        return (text, at, to) -> set.at(text, at) ? set.runEnd(text, at, to) : ~(at + 1);
    }

    /** `[set]`. */
    static Matcher single(final CharSet set) {
        return (text, at, to) -> set.at(text, at) ? at + 1 : ~(at + 1);
    }

    /** `[set]{1,most}`. */
    static Matcher upTo(final int most, final CharSet set) {
        return (text, at, to) ->
                set.at(text, at) ? set.runEnd(text, at, Math.min(to, at + most)) : ~(at + 1);
    }

    /** `[0-9][0-9][0-9]`. */
    static Matcher threeDigits() {
        return (text, at, to) -> {
            for (int i = at; i < at + 3; i++) {
                if (i >= to || text.chars()[i] < '0' || text.chars()[i] > '9') {
                    return ~(i + 1);
                }
            }
            return at + 3;
        };
    }

    /** `\s?[set]+`. */
    static Matcher afterSpace(final CharSet set) {
        return (text, at, to) -> {
            if (at + 1 < to && text.is(at, CharType.SPACE) && set.at(text, at + 1)) {
                return set.runEnd(text, at + 1, to);
            }
            return set.at(text, at) ? set.runEnd(text, at, to) : ~(at + 1);
        };
    }

    /** ` ?[set]+`. */
    static Matcher afterBlank(final CharSet set) {
        return (text, at, to) -> {
            if (at + 1 < to && text.chars()[at] == ' ' && set.at(text, at + 1)) {
                return set.runEnd(text, at + 1, to);
            }
            return set.at(text, at) ? set.runEnd(text, at, to) : ~(at + 1);
        };
    }

    /** `\s+$`. */
    static Matcher trailingSpace() {
        return (text, at, to) -> {
            final int end = text.runEnd(at, to, CharType.SPACE);
            return end == to ? end : ~Math.max(end, at + 1);
        };
    }

    /** `\s+(?!\S)|\s+`: a run but for its last character where a word follows. No match: -1. */
    static int space(final CodePoints text, final int at, final int to) {
        final int end = text.runEnd(at, to, CharType.SPACE);
        if (end == at) {
            return -1;
        }
        return end == to || end - at == 1 ? end : end - 1;
    }

    /** `\s*[\r\n]+` and `\s*[\r\n]`: up to the last line break of a run of space. No match: -1. */
    static int lines(final CodePoints text, final int at, final int to) {
        int end = text.runEnd(at, to, CharType.SPACE);
        while (end > at && !text.isNewline(end - 1)) {
            end--;
        }
        return end > at ? end : -1;
    }

    /** `'s|'t|'re|'ve|'m|'ll|'d`. No match: -1. */
    static int contraction(final CodePoints text, final int at, final int to) {
        return contraction(text, at, to, false);
    }

    /**
     * `(?i:'s|'t|'re|'ve|'m|'ll|'d)`. No match: -1. Ignoring case, the long s of old print is an s,
     * as for the references' Oniguruma.
     */
    static int contractionOfAnyCase(final CodePoints text, final int at, final int to) {
        return contraction(text, at, to, true);
    }

    private static int contraction(
            final CodePoints text, final int at, final int to, final boolean anyCase) {
        if (at + 1 >= to || text.chars()[at] != '\'') {
            return -1;
        }
        final int first = letter(text.chars()[at + 1], anyCase);
        if (first == 's' || first == 't' || first == 'm' || first == 'd') {
            return at + 2;
        }
        if (at + 2 >= to) {
            return -1;
        }
        final int second = letter(text.chars()[at + 2], anyCase);
        final boolean two =
                first == 'r' && second == 'e'
                        || first == 'v' && second == 'e'
                        || first == 'l' && second == 'l';
        return two ? at + 3 : -1;
    }

    private static int letter(final int codePoint, final boolean anyCase) {
        if (anyCase && codePoint == 0x17F) {
            return 's';
        }
        return anyCase && codePoint >= 'A' && codePoint <= 'Z' ? codePoint + 32 : codePoint;
    }
}
