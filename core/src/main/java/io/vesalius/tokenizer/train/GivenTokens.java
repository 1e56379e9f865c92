package io.vesalius.tokenizer.train;

import io.vesalius.base.BadRequestException;
import io.vesalius.tokenizer.TokenKind;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The tokens of a vocabulary that are given, not learnt.
 *
 * @param kinds of each, in the order of their ids
 */
record GivenTokens(Map<String, TokenKind> kinds) {
    /** SentencePiece's own three, then the special ones, then the 256 bytes. */
    static GivenTokens sentencePiece(final List<String> specials, final boolean bytes) {
        final Map<String, TokenKind> kinds = new LinkedHashMap<>();
        kinds.put("<unk>", TokenKind.UNKNOWN);
        kinds.put("<s>", TokenKind.CONTROL);
        kinds.put("</s>", TokenKind.CONTROL);
        specials.forEach(special -> kinds.putIfAbsent(special, TokenKind.CONTROL));
        for (int value = 0; bytes && value < 256; value++) {
            if (kinds.put("<0x%02X>".formatted(value), TokenKind.BYTE) != null) {
                throw new BadRequestException(
                        "special",
                        "the special token '<0x%02X>' is the name of a byte: choose another"
                                .formatted(value));
            }
        }
        return new GivenTokens(kinds);
    }

    /** BERT's own five, then the special ones. */
    static GivenTokens bert(final List<String> specials) {
        final Map<String, TokenKind> kinds = new LinkedHashMap<>();
        kinds.put("[PAD]", TokenKind.CONTROL);
        kinds.put("[UNK]", TokenKind.UNKNOWN);
        kinds.put("[CLS]", TokenKind.CONTROL);
        kinds.put("[SEP]", TokenKind.CONTROL);
        kinds.put("[MASK]", TokenKind.CONTROL);
        specials.forEach(special -> kinds.putIfAbsent(special, TokenKind.CONTROL));
        return new GivenTokens(kinds);
    }

    int size() {
        return kinds.size();
    }

    Set<String> texts() {
        return new HashSet<>(kinds.keySet());
    }

    TrainedVocabulary vocabulary() {
        final TrainedVocabulary vocabulary = new TrainedVocabulary();
        kinds.forEach((text, kind) -> vocabulary.add(text, kind, 0));
        return vocabulary;
    }
}
