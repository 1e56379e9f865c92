package io.vesalius.prompt.jinja;

import io.vesalius.tokenizer.Segment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A string whose every character knows who wrote it: the template (control) or anyone else (text).
 * Trust is kept as the places where it changes, so that a string of one kind costs nothing extra.
 */
public final class Text {
    public static final Text EMPTY = new Text("", false, new int[0]);
    private static final int[] NO_FLIPS = {};

    private final String chars;
    private final boolean control; // trust of the first character
    private final int[] flips; // where trust changes, ascending, each in 1..length-1

    Text(final String chars, final boolean control, final int[] flips) {
        this.chars = chars;
        this.control = control;
        this.flips = flips;
    }

    /** The template's own words. */
    public static Text control(final String chars) {
        return new Text(chars, true, NO_FLIPS);
    }

    /** Anyone's words. */
    public static Text text(final String chars) {
        return new Text(chars, false, NO_FLIPS);
    }

    public String chars() {
        return chars;
    }

    /** Length in UTF-16 units, as all offsets here. */
    public int length() {
        return chars.length();
    }

    public boolean isEmpty() {
        return chars.isEmpty();
    }

    /** Whether the template wrote the character at an offset. */
    boolean controlAt(final int offset) {
        return control ^ (flipsUpTo(offset) & 1) == 1;
    }

    /** The characters from one offset to another, with their trust. */
    Text slice(final int from, final int to) {
        if (from == 0 && to == chars.length()) {
            return this;
        }
        if (from >= to) {
            return EMPTY;
        }
        final String part = chars.substring(from, to);
        if (flips.length == 0) {
            return new Text(part, control, NO_FLIPS);
        }
        final int first = flipsUpTo(from);
        final int last = flipsUpTo(to - 1);
        final int[] moved = Arrays.copyOfRange(flips, first, last);
        for (int i = 0; i < moved.length; i++) {
            moved[i] -= from;
        }
        return new Text(part, control ^ (first & 1) == 1, moved);
    }

    Text concat(final Text other) {
        if (isEmpty()) {
            return other;
        }
        return other.isEmpty() ? this : new TextBuilder().append(this).append(other).toText();
    }

    /** The parts of one trust each, in order. */
    List<Text> runs() {
        if (flips.length == 0) {
            return isEmpty() ? List.of() : List.of(this);
        }
        final List<Text> runs = new ArrayList<>(flips.length + 1);
        int from = 0;
        for (int i = 0; i <= flips.length; i++) {
            final int to = i < flips.length ? flips[i] : chars.length();
            runs.add(slice(from, to));
            from = to;
        }
        return runs;
    }

    /** The same as segments for the tokeniser: none empty, neighbours of different kinds. */
    public List<Segment> segments() {
        return runs().stream()
                .map(run -> run.control ? Segment.control(run.chars) : Segment.text(run.chars))
                .toList();
    }

    /** The trust of a text of one kind. */
    boolean isControl() {
        return control;
    }

    int[] flips() {
        return flips;
    }

    /** How many changes of trust lie at or before an offset. */
    private int flipsUpTo(final int offset) {
        if (flips.length == 0) {
            return 0;
        }
        final int found = Arrays.binarySearch(flips, offset);
        return found >= 0 ? found + 1 : -found - 1;
    }

    @Override
    public String toString() {
        return chars;
    }
}
