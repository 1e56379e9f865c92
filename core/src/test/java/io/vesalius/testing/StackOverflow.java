package io.vesalius.testing;

/** What no program can rule out. */
public final class StackOverflow {
    private StackOverflow() {}

    /**
     * Overflows the stack.
     *
     * @throws StackOverflowError always
     */
    public static void happen() {
        final int end = depth(0);
        if (end >= 0) {
            throw new AssertionError("a stack of %d frames and no end".formatted(end));
        }
    }

    private static int depth(final int above) {
        return above == Integer.MAX_VALUE ? above : Math.max(above, depth(above + 1));
    }
}
