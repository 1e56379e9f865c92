package io.vesalius.tokenizer.train;

/**
 * The different words of a corpus in a fixed order, the most frequent first.
 *
 * @param bytes the words one behind the other, in UTF-8
 * @param ends of each word in the bytes // [words]
 * @param counts how often each is in the corpus // [words]
 */
record Words(byte[] bytes, int[] ends, long[] counts) {
    int size() {
        return ends.length;
    }

    int start(final int word) {
        return word == 0 ? 0 : ends[word - 1];
    }
}
