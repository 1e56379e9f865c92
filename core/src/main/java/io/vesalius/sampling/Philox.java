package io.vesalius.sampling;

/**
 * Philox 4x32 with 10 rounds: a bijection of a 128-bit counter under a 64-bit key that passes as
 * random. (Salmon, Moraes, Dror, Shaw: Parallel random numbers: as easy as 1, 2, 3, SC 2011.)
 */
final class Philox {
    private static final int ROUNDS = 10;
    private static final long MULTIPLIER_0 = 0xD2511F53L;
    private static final long MULTIPLIER_1 = 0xCD9E8D57L;
    private static final int WEYL_0 = 0x9E3779B9;
    private static final int WEYL_1 = 0xBB67AE85;
    private static final long LOW = 0xffffffffL;

    private Philox() {}

    /**
     * @param words the counter `[4]`, replaced by the random words
     * @param key0 low word of the key
     * @param key1 high word of the key
     */
    static void encrypt(final int[] words, final int key0, final int key1) {
        int k0 = key0;
        int k1 = key1;
        for (int round = 0; round < ROUNDS; round++) {
            final long p0 = MULTIPLIER_0 * (words[0] & LOW);
            final long p1 = MULTIPLIER_1 * (words[2] & LOW);
            final int second = (int) p1;
            final int fourth = (int) p0;
            words[0] = (int) (p1 >>> 32) ^ words[1] ^ k0;
            words[2] = (int) (p0 >>> 32) ^ words[3] ^ k1;
            words[1] = second;
            words[3] = fourth;
            k0 += WEYL_0;
            k1 += WEYL_1;
        }
    }
}
