package io.vesalius.sampling;

/**
 * The random numbers of one answer. Each is a function of its position, so that none is lost or
 * moved by batching, preemption or speculation.
 *
 * @param seed of the request
 * @param choice which of the request's answers, from 0
 */
record Draws(long seed, int choice) {
    /** What a number is for; each has its own. */
    enum Purpose {
        TOKEN,
        XTC
    }

    /**
     * @param position the index that the drawn token will have
     * @return from 0 to below 1, in steps of 2^-53
     */
    double uniform(final int position, final Purpose purpose) {
        final int[] words = {position, choice, purpose.ordinal(), 0};
        Philox.encrypt(words, (int) seed, (int) (seed >>> 32));
        final long bits = ((long) words[1] << 32) | (words[0] & 0xffffffffL);
        return (bits >>> 11) * 0x1p-53;
    }
}
