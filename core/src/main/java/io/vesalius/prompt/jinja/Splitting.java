package io.vesalius.prompt.jinja;

import java.util.ArrayList;
import java.util.List;

/** Python's split, rsplit and partition. */
final class Splitting {
    private Splitting() {}

    /**
     * The parts between separators, at most so many cuts (any number if negative), from the left.
     */
    static List<Text> split(final Text text, final String separator, final int most) {
        final List<Text> parts = new ArrayList<>();
        int from = 0;
        int at = text.chars().indexOf(separator);
        while (at >= 0 && (most < 0 || parts.size() < most)) {
            parts.add(text.slice(from, at));
            from = at + separator.length();
            at = text.chars().indexOf(separator, from);
        }
        parts.add(text.slice(from, text.length()));
        return parts;
    }

    /** The same with cuts from the right. */
    static List<Text> splitRight(final Text text, final String separator, final int most) {
        final List<Text> parts = new ArrayList<>();
        int to = text.length();
        int at = before(text, separator, to);
        while (at >= 0 && (most < 0 || parts.size() < most)) {
            parts.addFirst(text.slice(at + separator.length(), to));
            to = at;
            at = before(text, separator, to);
        }
        parts.addFirst(text.slice(0, to));
        return parts;
    }

    private static int before(final Text text, final String separator, final int to) {
        return to < separator.length()
                ? -1
                : text.chars().lastIndexOf(separator, to - separator.length());
    }

    /**
     * The words between white space; what is left after the last cut keeps its inner white space.
     */
    static List<Text> words(final Text text, final int most) {
        final String chars = text.chars();
        final List<Text> words = new ArrayList<>();
        int from = Whitespace.skip(chars, 0);
        while (from < chars.length()) {
            if (most >= 0 && words.size() == most) {
                words.add(text.slice(from, chars.length()));
                return words;
            }
            int to = from;
            while (to < chars.length() && !Whitespace.is(chars.charAt(to))) {
                to++;
            }
            words.add(text.slice(from, to));
            from = Whitespace.skip(chars, to);
        }
        return words;
    }

    /** The same with cuts from the right. */
    static List<Text> wordsRight(final Text text, final int most) {
        final String chars = text.chars();
        final List<Text> words = new ArrayList<>();
        int to = Whitespace.trimmedEnd(chars, 0, chars.length());
        while (to > 0) {
            if (most >= 0 && words.size() == most) {
                words.addFirst(text.slice(0, to));
                return words;
            }
            int from = to;
            while (from > 0 && !Whitespace.is(chars.charAt(from - 1))) {
                from--;
            }
            words.addFirst(text.slice(from, to));
            to = Whitespace.trimmedEnd(chars, 0, from);
        }
        return words;
    }

    /** What stands before a separator, the separator, and what stands after it. */
    static List<Text> partition(final Text text, final String separator, final boolean right) {
        final int at =
                right ? text.chars().lastIndexOf(separator) : text.chars().indexOf(separator);
        if (at < 0) {
            return right
                    ? List.of(Text.EMPTY, Text.EMPTY, text)
                    : List.of(text, Text.EMPTY, Text.EMPTY);
        }
        final int end = at + separator.length();
        return List.of(text.slice(0, at), text.slice(at, end), text.slice(end, text.length()));
    }
}
