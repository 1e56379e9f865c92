package io.vesalius.x86.asm;

/** Comparisons of f32 lanes; those with NaN don't hold. */
public enum Comparison {
    EQUAL(0),
    LESS(17),
    LESS_OR_EQUAL(18),
    /** Or one of the two is NaN. */
    NOT_LESS(21),
    GREATER_OR_EQUAL(29),
    GREATER(30),
    /** One of the two is NaN. */
    UNORDERED(3),
    /** Neither is NaN. */
    ORDERED(7);

    private final int code;

    Comparison(final int code) {
        this.code = code;
    }

    /** The immediate byte that says it. */
    public int code() {
        return code;
    }
}
