package io.vesalius.prompt;

/**
 * What one rendering of a template may cost.
 *
 * @param steps turns of loops and calls of macros
 * @param outputChars length of the text in UTF-16 units; strings and lists on the way are held to
 *     it, too, and all that is copied and looked at to a multiple of it
 */
public record TemplateLimits(long steps, int outputChars) {
    /** A million steps, four million characters. */
    public static final TemplateLimits DEFAULT = new TemplateLimits(1_000_000, 4 << 20);

    /**
     * @throws IllegalArgumentException when one isn't positive
     */
    public TemplateLimits {
        if (steps <= 0 || outputChars <= 0) {
            throw new IllegalArgumentException(
                    "limits must be positive: steps %d, output %d".formatted(steps, outputChars));
        }
    }
}
