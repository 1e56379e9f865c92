package io.vesalius.prompt.jinja;

import java.util.Locale;
import java.util.function.IntPredicate;
import java.util.function.UnaryOperator;

/** Python's upper and lower case, and its questions about a string's characters. */
final class Letters {
    private Letters() {}

    static Text upper(final Text text) {
        return mapped(text, chars -> chars.toUpperCase(Locale.ROOT));
    }

    static Text lower(final Text text) {
        return mapped(text, chars -> chars.toLowerCase(Locale.ROOT));
    }

    /** Lower case for comparing, nearly Unicode's case folding. */
    static Text folded(final Text text) {
        return mapped(
                text,
                chars -> chars.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT).replace('ς', 'σ'));
    }

    static Text swapped(final Text text) {
        return mapped(text, Letters::swapped);
    }

    private static String swapped(final String chars) {
        final StringBuilder swapped = new StringBuilder();
        chars.codePoints()
                .mapToObj(Character::toString)
                .map(
                        c ->
                                Character.isUpperCase(c.codePointAt(0))
                                        ? c.toLowerCase(Locale.ROOT)
                                        : c.toUpperCase(Locale.ROOT))
                .forEach(swapped::append);
        return swapped.toString();
    }

    /** The first letter great, all others small. */
    static Text capitalized(final Text text) {
        if (text.isEmpty()) {
            return text;
        }
        final int first = text.chars().offsetByCodePoints(0, 1);
        return mapped(text.slice(0, first), Letters::titled)
                .concat(lower(text.slice(first, text.length())));
    }

    private static String titled(final String one) {
        final int c = one.codePointAt(0);
        final int title = Character.toTitleCase(c);
        if (title != c) {
            return Character.toString(title);
        }
        final String upper = one.toUpperCase(Locale.ROOT);
        return upper.length() > one.length()
                ? upper.charAt(0) + upper.substring(1).toLowerCase(Locale.ROOT)
                : upper;
    }

    /** Every letter great that follows none, all others small. */
    static Text titledWords(final Text text) {
        final TextBuilder builder = new TextBuilder();
        boolean within = false;
        for (int at = 0; at < text.length(); ) {
            final int c = text.chars().codePointAt(at);
            final int next = at + Character.charCount(c);
            final Text one = text.slice(at, next);
            builder.append(within ? lower(one) : mapped(one, Letters::titled));
            within = isCased(c);
            at = next;
        }
        return builder.toText();
    }

    static boolean isCased(final int c) {
        return Character.isUpperCase(c) || Character.isLowerCase(c) || Character.isTitleCase(c);
    }

    /** At least one cased letter, and all of them small, or great. */
    static boolean allCased(final String chars, final boolean upper) {
        return chars.codePoints().anyMatch(Letters::isCased)
                && chars.codePoints()
                        .filter(Letters::isCased)
                        .allMatch(upper ? Character::isUpperCase : Character::isLowerCase);
    }

    /** At least one character, and each as asked. */
    static boolean all(final String chars, final IntPredicate asked) {
        return !chars.isEmpty() && chars.codePoints().allMatch(asked);
    }

    /** Whether words begin with great letters and go on with small ones. */
    static boolean isTitled(final String chars) {
        boolean within = false;
        boolean any = false;
        for (final int c : chars.codePoints().toArray()) {
            final boolean great = Character.isUpperCase(c) || Character.isTitleCase(c);
            if (great && within || Character.isLowerCase(c) && !within) {
                return false;
            }
            within = isCased(c);
            any |= within;
        }
        return any;
    }

    /** Decimal digits, raised, lowered and encircled ones. */
    static boolean isDigit(final int c) {
        return Character.isDigit(c)
                || "\u00b2\u00b3\u00b9\u2070\u24ea\u24ff".indexOf(c) >= 0
                || c >= 0x2074 && c <= 0x2079
                || c >= 0x2080 && c <= 0x2089
                || c >= 0x2460 && c <= 0x2468
                || c >= 0x2474 && c <= 0x247c
                || c >= 0x2488 && c <= 0x2490
                || c >= 0x24f5 && c <= 0x24fd
                || c >= 0x2776 && c <= 0x277e
                || c >= 0x2780 && c <= 0x2788
                || c >= 0x278a && c <= 0x2792;
    }

    static boolean isNumeric(final int c) {
        return switch (Character.getType(c)) {
            case Character.DECIMAL_DIGIT_NUMBER, Character.LETTER_NUMBER, Character.OTHER_NUMBER ->
                    true;
            default -> false;
        };
    }

    /**
     * A text mapped as a whole, since a letter's form may depend on its neighbours, its trust run
     * by run; should the lengths not agree, nothing of it is trusted.
     */
    private static Text mapped(final Text text, final UnaryOperator<String> mapping) {
        final String whole = mapping.apply(text.chars());
        if (text.flips().length == 0) {
            return text.isControl() ? Text.control(whole) : Text.text(whole);
        }
        final TextBuilder builder = new TextBuilder();
        int at = 0;
        for (final Text run : text.runs()) {
            final int end = at + mapping.apply(run.chars()).length();
            if (end > whole.length()) {
                return Text.text(whole);
            }
            builder.append(whole.substring(at, end), run.isControl());
            at = end;
        }
        return at == whole.length() ? builder.toText() : Text.text(whole);
    }
}
