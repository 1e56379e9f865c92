package io.vesalius.prompt.jinja;

import java.util.Arrays;

/** Puts texts together, each character keeping its trust. Belongs to one thread. */
final class TextBuilder {
    private final StringBuilder chars = new StringBuilder();
    private boolean first;
    private boolean last;
    private int[] flips = new int[4];
    private int flipCount;

    int length() {
        return chars.length();
    }

    TextBuilder append(final Text text) {
        return append(text, 0, text.length());
    }

    /** A part of a text. */
    TextBuilder append(final Text text, final int from, final int to) {
        if (from >= to) {
            return this;
        }
        final Text part = text.slice(from, to);
        final int start = chars.length();
        open(part.isControl());
        for (final int flip : part.flips()) {
            flipAt(start + flip);
        }
        chars.append(part.chars());
        return this;
    }

    /**
     * What the interpreter itself writes: digits, quotes, padding. It is text, so it never makes a
     * token.
     */
    TextBuilder append(final String own) {
        return append(own, false);
    }

    TextBuilder append(final String some, final boolean control) {
        if (!some.isEmpty()) {
            open(control);
            chars.append(some);
        }
        return this;
    }

    Text toText() {
        return chars.isEmpty()
                ? Text.EMPTY
                : new Text(chars.toString(), first, Arrays.copyOf(flips, flipCount));
    }

    private void open(final boolean control) {
        if (chars.isEmpty()) {
            first = control;
            last = control;
        } else if (last != control) {
            flipAt(chars.length());
        }
    }

    private void flipAt(final int offset) {
        if (flipCount == flips.length) {
            flips = Arrays.copyOf(flips, 2 * flipCount);
        }
        flips[flipCount++] = offset;
        last = !last;
    }
}
