package io.vesalius.train;

import io.vesalius.base.BadRequestException;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Texts as one stream of ids, cut into windows for training. A window begins where a text begins
 * and reads on over the texts that follow, so that texts are learnt from their start. Immutable.
 */
public final class TrainingText {
    private final int[] ids;
    private final int[] starts;
    private final int length;

    /**
     * @param texts each with the tokens that open and close it
     * @param length ids that a window predicts; it holds one more
     * @throws BadRequestException for less text than a window
     */
    public TrainingText(final List<int[]> texts, final int length) {
        this.length = length;
        ids = texts.stream().flatMapToInt(Arrays::stream).toArray();
        final int[] all = new int[texts.size()];
        int count = 0;
        int at = 0;
        for (final int[] text : texts) {
            if (text.length > 0 && at + length < ids.length) {
                all[count++] = at;
            }
            at += text.length;
        }
        starts = Arrays.copyOf(all, count);
        if (count == 0) {
            throw new BadRequestException(
                    "text",
                    "the text has %d tokens: a window takes %d".formatted(ids.length, length + 1));
        }
    }

    /** All tokens. */
    public int size() {
        return ids.length;
    }

    /** Tells one text from another. */
    String fingerprint() {
        long hash = 1;
        for (final int id : ids) {
            hash = hash * 0x5851_F42D_4C95_7F2DL + id;
        }
        return "%d tokens in windows of %d, %016x".formatted(ids.length, length, hash);
    }

    int length() {
        return length;
    }

    int[] ids() {
        return ids;
    }

    /**
     * Where some windows of the training's endless sequence of them begin: all windows once in a
     * random order, then again in another.
     *
     * @param first number of the first window
     * @param to takes their beginnings
     */
    void windows(final long first, final long seed, final int[] to) {
        long epoch = -1;
        int[] order = {};
        for (int i = 0; i < to.length; i++) {
            final long number = first + i;
            if (number / starts.length != epoch) {
                epoch = number / starts.length;
                order = shuffled(seed * 31 + epoch);
            }
            to[i] = order[(int) (number % starts.length)];
        }
    }

    private int[] shuffled(final long seed) {
        final SplittableRandom random = new SplittableRandom(seed);
        final int[] order = starts.clone();
        for (int i = order.length - 1; i > 0; i--) {
            final int other = random.nextInt(i + 1);
            final int moved = order[i];
            order[i] = order[other];
            order[other] = moved;
        }
        return order;
    }
}
