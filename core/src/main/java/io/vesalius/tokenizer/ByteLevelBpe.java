package io.vesalius.tokenizer;

import io.vesalius.base.BadRequestException;

import java.util.List;

/**
 * Byte-level BPE (Radford et al. 2019): a piece starts as its bytes, which merge by rank.
 *
 * <p>Some real vocabularies lack bytes that their training text never had (Falcon's lacks U+0003).
 * The references drop such a byte without a word; here the text is refused.
 *
 * @param byteIds the id of each byte, -1 where it has no token // [256]
 * @param bytePairs what each two bytes become // [256 * 256]
 * @param wholes pieces that are one token
 * @param cache pieces that are several
 */
record ByteLevelBpe(
        int[] byteIds, long[] bytePairs, MergeTable merges, WholePieces wholes, PieceCache cache)
        implements TokenModel {
    static ByteLevelBpe of(
            final Vocabulary vocabulary, final List<String> merges, final WholePieces wholes) {
        final int[] byteIds = new int[256];
        for (int value = 0; value < 256; value++) {
            byteIds[value] = vocabulary.index().find(String.valueOf(ByteAlphabet.toChar(value)));
        }
        final MergeTable table = MergeTable.read(merges, vocabulary);
        return new ByteLevelBpe(
                byteIds, bytePairs(byteIds, table), table, wholes, new PieceCache());
    }

    private static long[] bytePairs(final int[] byteIds, final MergeTable merges) {
        final long[] pairs = new long[256 * 256];
        for (int i = 0; i < pairs.length; i++) {
            pairs[i] = merges.find(byteIds[i >> 8], byteIds[i & 0xFF]);
        }
        return pairs;
    }

    @Override
    public Encoder encoder() {
        return new Merger();
    }

    private final class Merger implements Encoder, PairMerging.Pairs {
        private final PairMerging merging = new PairMerging(this);
        private byte[] piece = {};

        @Override
        public void encode(final byte[] text, final int length, final IntList ids) {
            final int hash = ByteIndex.hash(0, text, 0, length);
            final int whole = wholes.find(text, length, hash);
            if (whole >= 0) {
                ids.add(whole);
            } else if (!cache.find(text, length, hash, ids)) {
                final int from = ids.size();
                merge(text, length, ids);
                wholes.learn(ids, from);
                cache.put(text, length, hash, ids, from);
            }
        }

        private void merge(final byte[] text, final int length, final IntList ids) {
            piece = text;
            merging.clear();
            for (int i = 0; i < length; i++) {
                merging.add(idOf(text[i] & 0xFF), i);
            }
            merging.merge(length);
            for (int i = 0; i < merging.count(); i = merging.next(i)) {
                ids.add(merging.id(i));
            }
        }

        @Override
        public long firstPair(
                final int leftId,
                final int leftStart,
                final int rightId,
                final int rightStart,
                final int rightEnd) {
            return bytePairs[(piece[leftStart] & 0xFF) << 8 | piece[rightStart] & 0xFF];
        }

        @Override
        public long pair(
                final int leftId,
                final int leftStart,
                final int rightId,
                final int rightStart,
                final int rightEnd) {
            return merges.find(leftId, rightId);
        }
    }

    /**
     * @throws BadRequestException for a byte that no token spells
     */
    private int idOf(final int value) {
        if (byteIds[value] < 0) {
            throw new BadRequestException(
                    "text",
                    "the text has a character of UTF-8 byte 0x%02X, which this vocabulary can't spell: leave it out"
                            .formatted(value));
        }
        return byteIds[value];
    }
}
