package io.vesalius.prompt.jinja;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/** Python's operations on strings; positions that templates see count code points. */
final class Strings {
    private Strings() {}

    /** How many code points. */
    static int count(final String chars) {
        return chars.codePointCount(0, chars.length());
    }

    /** The offset of a code point's index from the front, at most the length. */
    static int offset(final String chars, final int index) {
        return index >= chars.length() || index >= count(chars)
                ? chars.length()
                : chars.offsetByCodePoints(0, index);
    }

    /** The order of code points. */
    static int compare(final String left, final String right) {
        final int common = Math.min(left.length(), right.length());
        for (int i = 0; i < common; i++) {
            final char a = left.charAt(i);
            final char b = right.charAt(i);
            if (a != b) {
                // Halves of a pair stand for characters above all others.
                final boolean highA = Character.isSurrogate(a);
                final boolean highB = Character.isSurrogate(b);
                return highA == highB ? Character.compare(a, b) : highA ? 1 : -1;
            }
        }
        return Integer.compare(left.length(), right.length());
    }

    static Text repeated(final Rendering rendering, final Text text, final int count) {
        rendering.budget().allocate((long) text.length() * count);
        final TextBuilder builder = new TextBuilder();
        for (int i = 0; i < count && !text.isEmpty(); i++) {
            builder.append(text);
        }
        return builder.toText();
    }

    /** Without white space, or without some characters, at the left, the right, or both. */
    static Text strip(
            final Text text, final @Nullable String some, final boolean left, final boolean right) {
        final String chars = text.chars();
        int from = 0;
        int to = chars.length();
        while (left && from < to && goes(chars.codePointAt(from), some)) {
            from += Character.charCount(chars.codePointAt(from));
        }
        while (right && to > from && goes(chars.codePointBefore(to), some)) {
            to -= Character.charCount(chars.codePointBefore(to));
        }
        return text.slice(from, to);
    }

    private static boolean goes(final int c, final @Nullable String some) {
        return some == null ? Whitespace.is(c) : some.indexOf(c) >= 0;
    }

    static Text replace(
            final Rendering rendering,
            final Text text,
            final Text old,
            final Text replacement,
            final int most) {
        rendering.budget().work(text.length());
        final int limit = most < 0 ? Integer.MAX_VALUE : most;
        final TextBuilder builder = new TextBuilder();
        int from = 0;
        int count = 0;
        for (int at = next(text, old, 0); at >= 0 && count < limit; count++) {
            rendering.budget().grow(builder.length(), at - from + replacement.length());
            builder.append(text, from, at).append(replacement);
            from = at + old.length();
            at = old.isEmpty() ? stepped(text, at) : next(text, old, from);
        }
        if (count == 0) {
            return text;
        }
        rendering.budget().grow(builder.length(), text.length() - from);
        return builder.append(text, from, text.length()).toText();
    }

    private static int next(final Text text, final Text part, final int from) {
        return text.chars().indexOf(part.chars(), from);
    }

    private static int stepped(final Text text, final int at) {
        return at < text.length() ? text.chars().offsetByCodePoints(at, 1) : -1;
    }

    /** How often a part occurs, without overlap, between two offsets. */
    static int occurrences(final String chars, final String part, final int from, final int to) {
        if (from > to) {
            return 0;
        }
        if (part.isEmpty()) {
            return chars.codePointCount(from, to) + 1;
        }
        int count = 0;
        for (int at = chars.indexOf(part, from);
                at >= 0 && at + part.length() <= to;
                at = chars.indexOf(part, at + part.length())) {
            count++;
        }
        return count;
    }

    /** The parts between lines' ends, which Python finds in ten characters. */
    static List<Text> lines(final Text text, final boolean keepEnds) {
        final String chars = text.chars();
        final List<Text> lines = new ArrayList<>();
        int from = 0;
        for (int at = 0; at < chars.length(); at++) {
            if (!endsLine(chars.charAt(at))) {
                continue;
            }
            final boolean pair =
                    chars.charAt(at) == '\r'
                            && at + 1 < chars.length()
                            && chars.charAt(at + 1) == '\n';
            final int next = at + (pair ? 2 : 1);
            lines.add(text.slice(from, keepEnds ? next : at));
            from = next;
            at = next - 1;
        }
        if (from < chars.length()) {
            lines.add(text.slice(from, chars.length()));
        }
        return lines;
    }

    private static boolean endsLine(final char c) {
        return c >= '\n' && c <= '\r'
                || c >= 0x1c && c <= 0x1e
                || c == 0x85
                || c == 0x2028
                || c == 0x2029;
    }

    /** Padded to a width in code points; the left side gets its share of the padding. */
    static Text padded(
            final Rendering rendering,
            final Text text,
            final int width,
            final Text fill,
            final Side side) {
        final int missing = width - count(text.chars());
        if (missing <= 0) {
            return text;
        }
        final int left =
                switch (side) {
                    case LEFT -> missing;
                    case RIGHT -> 0;
                    case BOTH -> missing / 2 + (missing & width & 1);
                };
        rendering.budget().allocate((long) text.length() + (long) missing * fill.length());
        return new TextBuilder()
                .append(repeated(rendering, fill, left))
                .append(text)
                .append(repeated(rendering, fill, missing - left))
                .toText();
    }

    /** Where padding goes. */
    enum Side {
        LEFT,
        RIGHT,
        BOTH
    }
}
