package io.vesalius.sampling;

/**
 * The tokens so far. The token to be chosen gets the position `length`.
 *
 * @param ids prompt, then generated tokens; what lies from `length` on is ignored. Not copied: it
 *     must not change while it is looked at
 * @param promptLength how many of them were given
 * @param length how many there are
 */
public record History(int[] ids, int promptLength, int length) {
    public History {
        if (promptLength < 0 || promptLength > length || length > ids.length) {
            throw new IllegalArgumentException(
                    "prompt %d, length %d, array %d".formatted(promptLength, length, ids.length));
        }
    }

    /** Where a window of the last tokens begins; `lastN` -1 is all of them. */
    int start(final int lastN) {
        return lastN < 0 ? 0 : Math.max(0, length - lastN);
    }
}
