package io.vesalius.tokenizer;

import io.vesalius.base.BadRequestException;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * Byte-level BPE (Radford et al. 2019): a piece starts as its bytes, which merge by rank.
 *
 * <p>Some real vocabularies lack bytes that their training text never had (Falcon's lacks U+0003).
 * The references drop such a byte without a word; here the text is refused.
 *
 * @param byteIds the id of each byte, -1 where it has no token // [256]
 * @param wholes pieces to ids where a piece that is a token is taken whole, or null where merges
 *     decide alone
 */
record ByteLevelBpe(int[] byteIds, MergeTable merges, @Nullable ByteIndex wholes)
        implements TokenModel {
    static ByteLevelBpe of(
            final Vocabulary vocabulary,
            final List<String> merges,
            final @Nullable ByteIndex wholes) {
        final int[] byteIds = new int[256];
        for (int value = 0; value < 256; value++) {
            byteIds[value] = vocabulary.index().find(String.valueOf(ByteAlphabet.toChar(value)));
        }
        return new ByteLevelBpe(byteIds, MergeTable.read(merges, vocabulary), wholes);
    }

    @Override
    public Encoder encoder() {
        final PairMerging merging = new PairMerging(merges);
        return (piece, length, ids) -> {
            final int whole = wholes == null ? -1 : wholes.find(piece, 0, length);
            if (whole >= 0) {
                ids.add(whole);
                return;
            }
            merging.clear();
            for (int i = 0; i < length; i++) {
                merging.add(idOf(piece[i] & 0xFF), i);
            }
            merging.merge(length);
            for (int i = 0; i < merging.count(); i = merging.next(i)) {
                ids.add(merging.id(i));
            }
        };
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
