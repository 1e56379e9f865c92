package io.vesalius.tokenizer;

/**
 * The general category of a character as a small number, and sets of categories as bit masks; one
 * number more for the control characters that are white space (property White_Space).
 *
 * <p>The categories are those of the running JDK (25: Unicode 16.0). The references use Unicode 13
 * to 16, by their version of Oniguruma or their tables; a character that is assigned in one and not
 * in the other may be split elsewhere, and is then still encoded without loss.
 */
final class CharType {
    private static final int CONTROL_SPACE = 17; // a number that Character.getType doesn't use

    static final int UPPER = bit(Character.UPPERCASE_LETTER) | bit(Character.TITLECASE_LETTER);
    static final int LOWER = bit(Character.LOWERCASE_LETTER);
    static final int CASELESS = bit(Character.MODIFIER_LETTER) | bit(Character.OTHER_LETTER);
    static final int LETTER = UPPER | LOWER | CASELESS;
    static final int NONSPACING_MARK = bit(Character.NON_SPACING_MARK);
    static final int MARK =
            NONSPACING_MARK | bit(Character.COMBINING_SPACING_MARK) | bit(Character.ENCLOSING_MARK);
    static final int DECIMAL = bit(Character.DECIMAL_DIGIT_NUMBER);
    static final int NUMBER = DECIMAL | bit(Character.LETTER_NUMBER) | bit(Character.OTHER_NUMBER);
    static final int PUNCTUATION =
            bit(Character.CONNECTOR_PUNCTUATION)
                    | bit(Character.DASH_PUNCTUATION)
                    | bit(Character.START_PUNCTUATION)
                    | bit(Character.END_PUNCTUATION)
                    | bit(Character.INITIAL_QUOTE_PUNCTUATION)
                    | bit(Character.FINAL_QUOTE_PUNCTUATION)
                    | bit(Character.OTHER_PUNCTUATION);
    static final int SYMBOL =
            bit(Character.MATH_SYMBOL)
                    | bit(Character.CURRENCY_SYMBOL)
                    | bit(Character.MODIFIER_SYMBOL)
                    | bit(Character.OTHER_SYMBOL);
    static final int SPACE =
            bit(Character.SPACE_SEPARATOR)
                    | bit(Character.LINE_SEPARATOR)
                    | bit(Character.PARAGRAPH_SEPARATOR)
                    | bit(CONTROL_SPACE);

    private static final byte[] BASIC =
            basic(); // of each character of the Basic Multilingual Plane

    private CharType() {}

    private static byte[] basic() {
        final byte[] types = new byte[0x10000];
        for (int codePoint = 0; codePoint < types.length; codePoint++) {
            final boolean space = codePoint >= 9 && codePoint <= 13 || codePoint == 0x85;
            types[codePoint] = (byte) (space ? CONTROL_SPACE : Character.getType(codePoint));
        }
        return types;
    }

    private static int bit(final int type) {
        return 1 << type;
    }

    static int of(final int codePoint) {
        return codePoint < BASIC.length ? BASIC[codePoint] : Character.getType(codePoint);
    }

    static boolean in(final int type, final int types) {
        return (types >>> type & 1) != 0;
    }
}
