package io.vesalius.prompt.jinja;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A number in a template's source.
 *
 * @param digits without underscores; of an integer with its base's prefix
 * @param end the offset after it
 */
record NumberLiteral(boolean whole, String digits, int end) {
    private static final String DIGITS = "[0-9]++(?:_[0-9]++)*+";
    private static final Pattern REAL =
            Pattern.compile("%1$s(?:(?:\\.%1$s)?+[eE][+-]?%1$s|\\.%1$s)".formatted(DIGITS));
    private static final Pattern WHOLE =
            Pattern.compile(
                    "0[bB](?:_?[01])++|0[oO](?:_?[0-7])++|0[xX](?:_?[0-9a-fA-F])++"
                            + "|[1-9](?:_?[0-9])*+|0(?:_?0)*+");

    /** The literal at an offset where a digit stands. After a dot it is whole: {@code a.0.1}. */
    static NumberLiteral at(final String chars, final int at) {
        final boolean afterDot = at > 0 && chars.charAt(at - 1) == '.';
        final Matcher real = REAL.matcher(chars).region(at, chars.length());
        if (!afterDot && real.lookingAt()) {
            return new NumberLiteral(false, real.group().replace("_", ""), real.end());
        }
        final Matcher whole = WHOLE.matcher(chars).region(at, chars.length());
        if (!whole.lookingAt()) {
            throw new IllegalStateException("no digit at " + at);
        }
        return new NumberLiteral(true, whole.group().replace("_", ""), whole.end());
    }
}
