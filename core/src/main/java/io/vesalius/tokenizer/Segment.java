package io.vesalius.tokenizer;

import java.util.Objects;

/**
 * A part of a rendered prompt.
 *
 * @param kind whether control tokens may be recognised in it
 * @param text any text, also empty
 */
public record Segment(Kind kind, String text) {
    /** Who wrote a segment. */
    public enum Kind {
        /** The template's own text: trusted, its control tokens count. */
        CONTROL,
        /** Anyone's text: whatever looks like a control token in it stays text. */
        TEXT
    }

    public Segment {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(text, "text");
    }

    /** A trusted segment. */
    public static Segment control(final String text) {
        return new Segment(Kind.CONTROL, text);
    }

    /** An untrusted segment. */
    public static Segment text(final String text) {
        return new Segment(Kind.TEXT, text);
    }
}
