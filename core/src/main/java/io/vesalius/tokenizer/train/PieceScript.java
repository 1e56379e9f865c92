package io.vesalius.tokenizer.train;

import java.lang.Character.UnicodeScript;

/**
 * What keeps pieces within one script, as SentencePiece's trainers do: Han, Hiragana and Katakana
 * count as one, marks belong to whatever they stand on, and so does the mark of a space.
 */
final class PieceScript {
    /** Belongs to any script. */
    static final int ANY = -1;

    private static final int LONG_VOWEL = 0x30FC; // common to both kana

    private PieceScript() {}

    static int of(final int character) {
        if (character == Alphabet.SPACE_MARK) {
            return ANY;
        }
        if (character == LONG_VOWEL) {
            return UnicodeScript.HAN.ordinal();
        }
        final UnicodeScript script = UnicodeScript.of(character);
        return switch (script) {
            case INHERITED -> ANY;
            case HIRAGANA, KATAKANA -> UnicodeScript.HAN.ordinal();
            default -> script.ordinal();
        };
    }

    static boolean agree(final int script, final int other) {
        return script == ANY || other == ANY || script == other;
    }

    /** The script of two parts that agree. */
    static int joined(final int script, final int other) {
        return script == ANY ? other : script;
    }
}
