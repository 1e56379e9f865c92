package io.vesalius.engine;

import io.vesalius.sampling.Sampler;

import java.util.HashMap;
import java.util.Map;

/**
 * One sequence's guesses: what followed the latest earlier place of its last three tokens. How many
 * are made follows what was accepted, down to none for a while where guessing doesn't pay.
 */
final class Lookup implements Guesser {
    private static final int GRAM = 3;
    private static final int LONGEST_PAUSE = 64;

    private final int maxDraft;
    private final Map<Long, Integer> ends = new HashMap<>();
    private int indexed = GRAM;
    private int length = 4;
    private int pause;
    private int paused;

    Lookup(final int maxDraft) {
        this.maxDraft = maxDraft;
    }

    @Override
    public int propose(final int[] tokens, final int count, final int limit) {
        for (; indexed < count; indexed++) {
            ends.put(gram(tokens, indexed), indexed);
        }
        if (paused > 0) {
            paused--;
            return 0;
        }
        final Integer from = count < GRAM ? null : ends.get(gram(tokens, count));
        if (from == null) {
            return 0;
        }
        final int most = Math.min(Math.min(length, maxDraft), limit);
        for (int i = 0; i < most; i++) {
            tokens[count + i] = tokens[from + i]; // may read guesses just made: a loop goes on
        }
        return Math.max(0, most);
    }

    /** The three tokens before `end`; 21 bits of each tell vocabularies up to two million apart. */
    private static long gram(final int[] tokens, final int end) {
        return ((long) tokens[end - 3] << 42) ^ ((long) tokens[end - 2] << 21) ^ tokens[end - 1];
    }

    @Override
    public Journal.Source source() {
        return Journal.Source.PROMPT_LOOKUP;
    }

    @Override
    public void verified(final int drafted, final int accepted) {
        if (accepted == drafted) {
            length = Math.min(maxDraft, 2 * length);
            pause = 0;
        } else if (accepted > 0) {
            length = accepted + 1;
            pause = 0;
        } else {
            length = Math.max(1, length / 2);
            pause = Math.min(LONGEST_PAUSE, 2 * pause + 1);
            paused = pause;
        }
    }

    @Override
    public void drawn(final Sampler.State state) {}

    @Override
    public void release() {}
}
