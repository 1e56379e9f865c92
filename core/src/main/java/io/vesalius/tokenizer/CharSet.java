package io.vesalius.tokenizer;

/** A set of characters in a splitting rule. */
interface CharSet {
    boolean contains(int codePoint, int type);

    /** By general category. */
    static CharSet of(final int types) {
        return (codePoint, type) -> CharType.in(type, types);
    }

    /**
     * By ranges.
     *
     * @param ranges first and last character of each, ascending
     */
    static CharSet ranges(final String ranges) {
        final int[] bounds = ranges.codePoints().toArray();
        return (codePoint, type) -> {
            int low = 0;
            int high = bounds.length / 2;
            while (low < high) {
                final int middle = (low + high) >>> 1;
                if (codePoint > bounds[2 * middle + 1]) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return low < bounds.length / 2 && codePoint >= bounds[2 * low];
        };
    }

    default CharSet or(final CharSet other) {
        return (codePoint, type) -> contains(codePoint, type) || other.contains(codePoint, type);
    }

    default CharSet not() {
        return (codePoint, type) -> !contains(codePoint, type);
    }

    default boolean at(final CodePoints text, final int index) {
        return contains(text.chars()[index], text.types()[index]);
    }

    default int runEnd(final CodePoints text, final int from, final int to) {
        int end = from;
        while (end < to && at(text, end)) {
            end++;
        }
        return end;
    }
}
