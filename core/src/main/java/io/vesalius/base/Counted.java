package io.vesalius.base;

/** Numbers of things as people write them. */
public final class Counted {
    private Counted() {}

    /**
     * `1 page`, `2 pages`.
     *
     * @param noun whose plural ends in s
     */
    public static String of(final long count, final String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }
}
