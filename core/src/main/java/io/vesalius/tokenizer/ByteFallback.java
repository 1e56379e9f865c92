package io.vesalius.tokenizer;

import io.vesalius.base.BadFileException;
import io.vesalius.base.BadRequestException;

import java.util.Arrays;
import java.util.OptionalInt;

/**
 * What becomes of characters that no piece spells: the tokens of their bytes, or where a vocabulary
 * has none the unknown token, one for a run of them.
 *
 * @param byteIds // [256], or empty
 */
record ByteFallback(int[] byteIds, OptionalInt unknown) {
    /**
     * @throws BadFileException when a byte token is malformed, or only some of the 256 are there
     */
    static ByteFallback of(final Vocabulary vocabulary, final OptionalInt unknown) {
        final int[] byteIds = new int[256];
        Arrays.fill(byteIds, -1);
        int count = 0;
        for (int id = 0; id < vocabulary.size(); id++) {
            if (vocabulary.kinds()[id] == TokenKind.BYTE) {
                final int value = value(vocabulary.texts()[id], id);
                count += byteIds[value] < 0 ? 1 : 0;
                byteIds[value] = id;
            }
        }
        if (count != 0 && count != 256) {
            int missing = 0;
            while (byteIds[missing] >= 0) {
                missing++;
            }
            throw new BadFileException(
                    "%s has %d byte tokens, without <0x%02X>: it must have all 256 or none"
                            .formatted(Vocabulary.TOKENS, count, missing));
        }
        return new ByteFallback(count == 0 ? new int[0] : byteIds, unknown);
    }

    /** The byte that a token `<0xAB>` stands for. */
    static int value(final String text, final int id) {
        if (text.length() == 6 && text.startsWith("<0x") && text.charAt(5) == '>') {
            final int high = Character.digit(text.charAt(3), 16);
            final int low = Character.digit(text.charAt(4), 16);
            if (high >= 0 && low >= 0 && text.charAt(3) < 0x80 && text.charAt(4) < 0x80) {
                return high << 4 | low;
            }
        }
        throw new BadFileException(
                "%s has the byte token '%s' at %d: it must be from <0x00> to <0xFF>"
                        .formatted(Vocabulary.TOKENS, Words.quote(text), id));
    }

    /** Appends what the bytes become; whether that was the unknown token. */
    boolean emit(
            final byte[] text,
            final int start,
            final int end,
            final boolean afterUnknown,
            final IntList ids) {
        if (byteIds.length > 0) {
            for (int i = start; i < end; i++) {
                ids.add(byteIds[text[i] & 0xFF]);
            }
            return false;
        }
        if (unknown.isEmpty()) {
            throw new BadRequestException(
                    "text",
                    "the text has a character that the vocabulary can't spell, and it has no"
                            + " unknown token: leave it out");
        }
        if (!afterUnknown) {
            ids.add(unknown.getAsInt());
        }
        return true;
    }
}
