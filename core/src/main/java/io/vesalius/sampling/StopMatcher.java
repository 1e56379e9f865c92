package io.vesalius.sampling;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.NoSuchElementException;

/**
 * Lets a stream of text through up to a stop string, however the text is split. The match is the
 * one that ends first, and of those that end together the longest; nothing of it comes out. What
 * may still become a stop string is held back. (Knuth, Morris, Pratt 1977, for each stop string.)
 */
public final class StopMatcher {
    private final List<Pattern> patterns;
    private final StringBuilder held = new StringBuilder();
    private @Nullable Pattern matched;

    /** One stop string and how much of it the text so far ends with. */
    private static final class Pattern {
        private final String text;
        private final int[] borders;
        private int state;

        Pattern(final String text) {
            this.text = text;
            this.borders = new int[text.length()];
            for (int i = 1; i < text.length(); i++) {
                borders[i] = extended(borders[i - 1], text.charAt(i));
            }
        }

        private int extended(final int from, final char next) {
            int length = from;
            while (length > 0 && text.charAt(length) != next) {
                length = borders[length - 1];
            }
            return text.charAt(length) == next ? length + 1 : length;
        }

        /** Whether this character completes it. */
        boolean push(final char next) {
            state = extended(state, next);
            return state == text.length();
        }
    }

    /**
     * @param stops none empty
     */
    public StopMatcher(final List<String> stops) {
        if (stops.contains("")) {
            throw new IllegalArgumentException("an empty stop string");
        }
        patterns = stops.stream().distinct().map(Pattern::new).toList();
    }

    /**
     * Takes the next text.
     *
     * @return what is certain to come before any stop string
     */
    public String push(final String text) {
        if (matched != null) {
            return "";
        }
        if (patterns.isEmpty()) {
            return text;
        }
        for (int i = 0; i < text.length(); i++) {
            held.append(text.charAt(i));
            matched = completed(text.charAt(i));
            if (matched != null) {
                return release(matched.text.length(), true);
            }
        }
        int possible = 0;
        for (final Pattern pattern : patterns) {
            possible = Math.max(possible, pattern.state);
        }
        return release(possible, false);
    }

    /** The longest stop string that ends with this character. */
    private @Nullable Pattern completed(final char next) {
        Pattern longest = null;
        for (final Pattern pattern : patterns) {
            if (pattern.push(next)
                    && (longest == null || pattern.text.length() > longest.text.length())) {
                longest = pattern;
            }
        }
        return longest;
    }

    /** All but the last characters, which are kept or dropped. */
    private String release(final int last, final boolean drop) {
        final String certain = held.substring(0, held.length() - last);
        held.delete(0, drop ? held.length() : certain.length());
        return certain;
    }

    /** Whether a stop string was found; then no more text comes out. */
    public boolean matched() {
        return matched != null;
    }

    /**
     * The stop string that was found.
     *
     * @throws NoSuchElementException if none was
     */
    public String matchedStop() {
        if (matched == null) {
            throw new NoSuchElementException("no stop string was found");
        }
        return matched.text;
    }

    /** The text that was held back, once nothing follows; empty after a match. */
    public String finish() {
        final String rest = held.toString();
        held.setLength(0);
        return rest;
    }
}
