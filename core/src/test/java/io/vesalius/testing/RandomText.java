package io.vesalius.testing;

import java.util.SplittableRandom;

/**
 * Random texts of all of Unicode, in runs of a few kinds, as splitting rules and encoders meet it.
 */
public final class RandomText {
    /** First and last character of kinds that texts mix; surrogates excluded. */
    private static final int[][] KINDS = {
        {'a', 'z'},
        {'A', 'Z'},
        {'0', '9'},
        {' ', ' '},
        {'\n', '\n'},
        {'!', '/'},
        {0, 0x7F},
        {0xA0, 0x24F},
        {0x300, 0x36F},
        {0x370, 0x6FF},
        {0x900, 0xDFF},
        {0x1E00, 0x206F},
        {0x2070, 0x2BFF},
        {0x3000, 0x30FF},
        {0x4E00, 0x9FFF},
        {0xAC00, 0xD7A3},
        {0xE000, 0xFFFD},
        {0x10000, 0x1FFFF},
        {0x1F300, 0x1FAFF},
        {0x20000, 0x10FFFF},
    };

    private static final String[] WORDS = {
        "'s", "'LL", "'\u017F", "the", "  ", "\r\n", "\u2581", "<s>", "<|im_end|>", "1234", "\u00A0"
    };

    private final SplittableRandom random;

    public RandomText(final long seed) {
        random = new SplittableRandom(seed);
    }

    /** A text of up to so many runs, well-formed. */
    public String next(final int runs) {
        final StringBuilder text = new StringBuilder();
        final int kinds = random.nextInt(1, 6);
        final int[] chosen = random.ints(kinds, 0, KINDS.length + 1).toArray();
        for (int run = random.nextInt(runs + 1); run > 0; run--) {
            final int kind = chosen[random.nextInt(kinds)];
            if (kind == KINDS.length) {
                text.append(WORDS[random.nextInt(WORDS.length)]);
            } else {
                append(text, KINDS[kind]);
            }
        }
        return text.toString();
    }

    private void append(final StringBuilder text, final int[] kind) {
        for (int count = random.nextInt(1, 5); count > 0; count--) {
            text.appendCodePoint(random.nextInt(kind[0], kind[1] + 1));
        }
    }
}
