package io.vesalius.tokenizer.train;

import io.vesalius.base.BadRequestException;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What every trainer is told.
 *
 * @param vocabSize the most tokens, special ones included; a small corpus may give fewer
 * @param minFrequency how often a pair must be there to become a token
 * @param specialTokens control tokens that come first, in this order
 * @param threads how many threads work; the result doesn't depend on it
 */
public record TrainingOptions(
        int vocabSize, int minFrequency, List<String> specialTokens, int threads) {
    private static final int LARGEST = 4 << 20;
    private static final int LONGEST_SPECIAL = 512; // characters; longer ones are never recognised

    /**
     * @throws BadRequestException when a number is out of range, or a special token is empty, too
     *     long or there twice
     */
    public TrainingOptions {
        specialTokens = List.copyOf(specialTokens);
        range("vocab_size", vocabSize, LARGEST);
        range("min_frequency", minFrequency, Integer.MAX_VALUE);
        range("threads", threads, 1024);
        final Set<String> seen = new HashSet<>();
        for (final String special : specialTokens) {
            if (special.isEmpty() || special.length() > LONGEST_SPECIAL) {
                throw new BadRequestException(
                        "special",
                        "a special token has %d characters: it must have from 1 to %d"
                                .formatted(special.length(), LONGEST_SPECIAL));
            }
            if (!seen.add(special)) {
                throw new BadRequestException(
                        "special",
                        "the special token '%s' is there twice: name it once".formatted(special));
            }
        }
    }

    private static void range(final String name, final int value, final int most) {
        if (value < 1 || value > most) {
            throw new BadRequestException(
                    name, "%s is %d: it must be from 1 to %d".formatted(name, value, most));
        }
    }

    /** The usual: pairs that are there twice, no special tokens, all cores. */
    public static TrainingOptions of(final int vocabSize) {
        return new TrainingOptions(
                vocabSize, 2, List.of(), Runtime.getRuntime().availableProcessors());
    }

    public TrainingOptions withMinFrequency(final int frequency) {
        return new TrainingOptions(vocabSize, frequency, specialTokens, threads);
    }

    public TrainingOptions withSpecialTokens(final String... tokens) {
        return new TrainingOptions(vocabSize, minFrequency, List.of(tokens), threads);
    }

    public TrainingOptions withThreads(final int count) {
        return new TrainingOptions(vocabSize, minFrequency, specialTokens, count);
    }
}
