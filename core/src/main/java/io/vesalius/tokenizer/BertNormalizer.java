package io.vesalius.tokenizer;

import java.text.Normalizer.Form;
import java.util.Locale;

/**
 * BERT's normaliser (Devlin et al. 2019, `BasicTokenizer`) as Hugging Face's tokenizers do it,
 * which the vocabularies were used with: control characters dropped, white space made plain, CJK
 * ideographs set apart, accents stripped by full decomposition (which also spells Hangul in jamo),
 * lower case.
 */
record BertNormalizer(boolean lowerCase, boolean stripAccents) implements Normalizer {
    /**
     * First and last of each range of ideographs; 2B920 is the reference's, where 2B820 was meant.
     */
    private static final CharSet IDEOGRAPHS =
            CharSet.ranges(
                    "\u3400\u4DBF\u4E00\u9FFF\uF900\uFAFF"
                            + range(0x20000, 0x2A6DF)
                            + range(0x2A700, 0x2B73F)
                            + range(0x2B740, 0x2B81F)
                            + range(0x2B920, 0x2CEAF)
                            + range(0x2F800, 0x2FA1F));

    private static String range(final int first, final int last) {
        return Character.toString(first) + Character.toString(last);
    }

    @Override
    public String normalize(final String text, final boolean first, final boolean last) {
        String normal = clean(text);
        if (stripAccents) {
            normal = withoutAccents(CanonicalOrder.normalize(normal, Form.NFD));
        }
        return lowerCase ? lower(normal) : normal;
    }

    private static String clean(final String text) {
        final StringBuilder clean = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); ) {
            final int read = text.codePointAt(i);
            i += Character.charCount(read);
            final int type = CharType.of(read);
            if (CharType.in(type, CharType.SPACE)) {
                clean.append(' ');
            } else if (IDEOGRAPHS.contains(read, type)) {
                clean.append(' ').appendCodePoint(read).append(' ');
            } else if (!isDropped(read, type)) {
                clean.appendCodePoint(read);
            }
        }
        return clean.toString();
    }

    private static boolean isDropped(final int codePoint, final int type) {
        return codePoint == 0xFFFD
                || type == Character.CONTROL
                || type == Character.FORMAT
                || type == Character.PRIVATE_USE
                || type == Character.SURROGATE
                || type == Character.UNASSIGNED;
    }

    private static String withoutAccents(final String text) {
        final StringBuilder plain = new StringBuilder(text.length());
        text.codePoints()
                .filter(read -> !CharType.in(CharType.of(read), CharType.NONSPACING_MARK))
                .forEach(plain::appendCodePoint);
        return plain.toString();
    }

    /** Each character alone: a final sigma is a sigma like any other. */
    private static String lower(final String text) {
        final StringBuilder lower = new StringBuilder(text.length());
        text.codePoints()
                .forEach(
                        read -> {
                            if (read == 0x130) { // the only character whose lower case is two
                                lower.append(Character.toString(read).toLowerCase(Locale.ROOT));
                            } else {
                                lower.appendCodePoint(Character.toLowerCase(read));
                            }
                        });
        return lower.toString();
    }
}
