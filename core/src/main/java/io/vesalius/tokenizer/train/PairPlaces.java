package io.vesalius.tokenizer.train;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/** In which words each pair is: what was noted since the lists were last taken. */
final class PairPlaces {
    private @Nullable Ints[] words = new Ints[1 << 10]; // by the number of the pair
    private final Ints touched = new Ints();

    void note(final int pair, final int word) {
        Ints list = list(pair);
        if (!list.endsWith(word)) {
            list.add(word);
        }
    }

    void noteAll(final int pair, final Ints more) {
        list(pair).addAll(more);
    }

    private Ints list(final int pair) {
        if (pair >= words.length) {
            words = Arrays.copyOf(words, Math.max(pair + 1, words.length * 2));
        }
        Ints list = words[pair];
        if (list == null) {
            list = new Ints();
            words[pair] = list;
            touched.add(pair);
        }
        return list;
    }

    /** Takes the lists of pairs. */
    interface Taker {
        void take(int pair, Ints words);
    }

    /** Hands the lists over in the order of their first note, and forgets them. */
    void take(final Taker taker) {
        for (int i = 0; i < touched.size(); i++) {
            final int pair = touched.get(i);
            final Ints list = words[pair];
            words[pair] = null;
            if (list != null) {
                taker.take(pair, list);
            }
        }
        touched.clear();
    }
}
